"""Versions are put in order, and demands judged, as pip would."""

from __future__ import annotations

import pytest

from branchkit.core.versions import read_demand, read_version

ASCENDING = ["0.2.dev1", "0.2a1", "0.2b2", "0.2rc1", "0.2", "0.2.post1", "0.10", "1", "1.0.1", "10"]


def test_versions_are_in_order() -> None:
    read = [read_version(text) for text in ASCENDING]
    assert None not in read
    assert read == sorted(read, key=lambda version: version or ((), 0, 0))
    assert len(set(read)) == len(ASCENDING)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.0", "1"), ("v1.2", "1.2.0"), ("1.0+local.7", "1.0"), ("1.0-rc.2", "1.0c2")],
)
def test_the_same_version_is_written_in_several_ways(one: str, other: str) -> None:
    assert read_version(one) == read_version(other) is not None


@pytest.mark.parametrize("text", ["", "one", "1.x", "1..2", "1.0 beta", "-1", ">=1"])
def test_what_is_no_version_is_none(text: str) -> None:
    assert read_version(text) is None


@pytest.mark.parametrize(
    ("demand", "version", "met"),
    [
        (">=0.2", "0.2", True),
        (">=0.2", "0.10", True),
        (">=0.2", "0.2rc1", False),
        (">=0.2, <1", "0.9.9", True),
        (">=0.2,<1", "1.0", False),
        ("==1.0", "1", True),
        ("!=1.0", "1.0.0", False),
        (">1", "1.0.post1", True),
        ("~=1.4", "1.9", True),
        ("~=1.4", "2.0", False),
        ("~=1.4", "1.3", False),
        ("~=1.4.2", "1.4.9", True),
        ("~=1.4.2", "1.5", False),
        ("~=1.0.0", "1", True),
        ("~=1.4rc1", "1.4", True),
        ("*", "whatever", True),
        ("*", "", True),
        (">=0.1", "", False),
        (">=0.1", "whatever", False),
    ],
)
def test_demands(demand: str, version: str, met: bool) -> None:
    read = read_demand(demand)
    assert read is not None
    assert read.is_met_by(version) is met


@pytest.mark.parametrize("text", ["", "0.2", "=>0.2", ">=", ">=0.2,", ">=zero", ">=0.2;<1", "~=1"])
def test_what_is_no_demand_is_none(text: str) -> None:
    assert read_demand(text) is None


def test_what_packaging_says_is_said_here_too() -> None:
    """The tests' environment has the reference; the program does not."""
    specifiers = pytest.importorskip("packaging.specifiers")
    for demand in (">=0.2", "<1.0", "~=0.2.0", "!=0.2", "==1", "<=0.2", ">0.2rc1, <10"):
        theirs = specifiers.SpecifierSet(demand)
        ours = read_demand(demand)
        assert ours is not None
        for version in ("0.1", "0.2rc1", "0.2", "0.2.1", "0.3", "0.10", "1.0", "1.0.1", "10"):
            said = ours.is_met_by(version)
            assert said == theirs.contains(version, prereleases=True), (demand, version)
