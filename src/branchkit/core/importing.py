"""Another system's list as its clerk describes it: which of its columns is which field, and what its values mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

MEMBERS = "members"
"""What stands for the roster where a register is named."""
MEMBER_FIELDS = (
    "number",
    "name",
    "sex",
    "ethnicity",
    "birth",
    "citizen_id",
    "education",
    "joined",
    "full_since",
    "probation_until",
    "native_place",
    "work_unit",
    "address",
    "group",
    "household_star",
    "post",
    "phone",
    "category",
    "standing",
    "standing_since",
    "standing_reason",
    "mobility",
    "away_since",
    "contact",
    "lost_since",
    "member_class",
    "branch",
)
"""The fields of a roster's columns; ``branch`` says to which organisation the row belongs."""
ORG_FIELD = "org"
"""The same in the list of a register."""


@frozen
class MappedColumn:
    """One column of the other system's list."""

    header: str
    """As the file has it."""
    field: str
    """A column of the register, a field of members, or :data:`ORG_FIELD`."""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What a cell says → what one would type; what is not named stays as it is."""


@frozen
class ImportMap:
    """A declared list of another system; the format: ``docs/register-format.md``."""

    id: str
    """``local.<file>`` or ``<plugin>.<file>``."""
    title: LocalText
    register: str
    """The register that it fills, or :data:`MEMBERS`."""
    columns: tuple[MappedColumn, ...]
    skip_rows: int = 0
    """So many rows at the top are not looked at."""
    reader: str = ""
    """The plugin's format that its files have; empty: what the program reads by itself."""
