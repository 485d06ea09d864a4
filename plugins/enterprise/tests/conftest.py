"""The sector with the built-in pack, and a factory of three branches to try its parts on."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import pack_and, plugin_at

PACKAGE = Path(__file__).parents[1] / "src" / "branchkit_enterprise"


@pytest.fixture(scope="session")
def contributions() -> Contributions:
    """The built-in pack and this sector; the first fault is raised."""
    return pack_and(plugin_at(PACKAGE))


@pytest.fixture
def works() -> list[Organization]:
    """A factory's committee over three branches, and a school that happens to stand below it too."""
    branch, committee = OrganizationKind.BRANCH, OrganizationKind.COMMITTEE
    return [
        Organization("w", "东方机械厂党委", committee, "enterprise"),
        Organization("b1", "机加车间党支部", branch, "enterprise", parent="w"),
        Organization("b2", "装配车间党支部", branch, "enterprise", parent="w"),
        Organization("b3", "机关党支部", branch, "enterprise", parent="w"),
        Organization("s1", "厂办学校党支部", branch, "schools", parent="w"),
    ]


@pytest.fixture
def staff() -> list[Member]:
    """Two members in each of two branches."""
    return [
        Member("m1", "b1", "陈建国", 1),
        Member("m2", "b1", "欧阳若兰", 2),
        Member("m1", "b2", "单守信", 1),
        Member("m2", "b2", "仇春梅", 2),
    ]
