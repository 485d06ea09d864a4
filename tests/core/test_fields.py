from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.fields import (
    canonical,
    differences,
    escaped,
    flattened,
    nested,
    steps,
    without_nulls,
)

leaves = st.one_of(
    st.integers(2, 9), st.text(max_size=3), st.lists(st.text(max_size=2), max_size=2)
)
keys = st.text(st.sampled_from("ab/~分"), max_size=3)
bodies = st.dictionaries(
    keys, st.recursive(leaves, lambda inner: st.dictionaries(keys, inner, max_size=3)), max_size=4
)


@given(bodies)
def test_nested_is_the_inverse_of_flattened(body: dict[str, Any]) -> None:
    assert nested(flattened(body)) == body


@given(bodies, bodies)
def test_differences_lead_from_one_document_to_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    fields = flattened(before)
    for path, (old, new) in differences(before, after).items():
        assert fields.get(path) == old
        assert old != new
        fields[path] = new
    assert nested(fields) == after


@given(bodies)
def test_a_document_does_not_differ_from_itself(body: dict[str, Any]) -> None:
    assert differences(body, nested(flattened(body))) == {}


@given(st.text())
def test_steps_are_the_inverse_of_escaping(key: str) -> None:
    assert steps(f"/{escaped(key)}") == [key]


def test_paths_are_escaped_as_in_rfc_6901() -> None:
    assert flattened({"a/b": {"c~d": 1}}) == {"/a~1b/c~0d": 1}


def test_an_object_that_becomes_empty_stays_as_an_empty_object() -> None:
    assert differences({"cells": {"a": "1"}}, {"cells": {}}) == {
        "/cells/a": ["1", None],
        "/cells": [None, {}],
    }


def test_none_is_not_there() -> None:
    assert differences({"note": None}, {}) == {}
    assert without_nulls({"a": None, "b": {"c": None, "d": 1}}) == {"b": {"d": 1}}


def test_a_tuple_is_the_same_as_a_list() -> None:
    assert differences({"on": ["a", ["b"]]}, {"on": ("a", ("b",))}) == {}


def test_a_path_through_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="/a/b"):
        nested({"/a": 1, "/a/b": 2})


def test_canonical_text_has_sorted_keys_and_plain_characters() -> None:
    assert canonical({"b": 1, "a": ["党"]}) == '{"a":["党"],"b":1}'


def test_a_float_that_json_has_no_name_for_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"a": float("nan")})
