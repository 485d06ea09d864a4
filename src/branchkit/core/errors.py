"""The one family of errors: a code and parameters, no words.

Screens and the command line look the code up in the catalogs (``error.<code>``) and fill the
parameters in. Nothing below them formats a sentence. Problems *in data* (a wrong row of a
workbook, a wrong key of a scheme file) are not raised: they are returned as lists of
:class:`Problem`. Exceptions are for operations that are refused.
"""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from branchkit.core.values import frozen


class BranchkitError(Exception):
    """A refused operation.

    ``code`` names it without the subject's prefix, ``params`` are the values the catalog text
    wants. ``str(error)`` is for logs only.
    """

    subject: ClassVar[str] = "general"
    """What its codes begin with, and its words in the catalogs: ``error.<subject>.<code>``."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = f"{self.subject}.{code}"
        self.params = params
        super().__init__(f"{self.code} {params}")

    @property
    def key(self) -> str:
        """The catalog key of its text."""
        return f"error.{self.code}"


class StoreError(BranchkitError):
    """The store could not do what was asked: damaged, locked, no room, not a workspace."""

    subject = "store"


class ConflictError(BranchkitError):
    """Another session changed the same value since it was read here."""

    subject = "conflict"


class UndoError(BranchkitError):
    """Something that was done cannot be taken back, or not yet."""

    subject = "undo"


class AccessError(BranchkitError):
    """Somebody is no user here, or may not do what they ask for; or users would be left as they must not be."""

    subject = "access"


class SchemeError(BranchkitError):
    """A scheme is unknown or cannot be used."""

    subject = "scheme"


class ScoreRefused(BranchkitError):
    """A score, a veto or an extra cannot be taken as given."""

    subject = "score"


class PointsRefused(ScoreRefused):
    """Points do not fit their criterion; code and parameters are those of the rule's refusal."""

    @property
    def key(self) -> str:
        """The rule's own text."""
        return self.code.replace("score.", "refusal.", 1)


class SheetError(BranchkitError):
    """A step in the life of a sheet is not allowed now, or not to this person."""

    subject = "sheet"


class ReviewError(BranchkitError):
    """What is to be reviewed is not there, or not said well enough."""

    subject = "review"


class RatingError(BranchkitError):
    """A step of a rating among siblings is refused."""

    subject = "rating"


class RectificationError(BranchkitError):
    """An item of rectification cannot be taken or evaluated as asked."""

    subject = "rectification"


class MemberError(BranchkitError):
    """A change to a member is refused."""

    subject = "member"


class RecordError(BranchkitError):
    """A change to a register's row is refused."""

    subject = "record"


class OrganizationError(BranchkitError):
    """A change to the tree of organisations is refused."""

    subject = "organization"


class CaseError(BranchkitError):
    """A step of a development case is refused."""

    subject = "case"


class MeetingError(BranchkitError):
    """A roll call or a vote is refused."""

    subject = "meeting"


class DuesError(BranchkitError):
    """A bill or a payment is refused."""

    subject = "dues"


class RulePackError(BranchkitError):
    """A rule pack lacks what is asked of it."""

    subject = "rulepack"


class ExchangeError(BranchkitError):
    """A file cannot be read or written at all."""

    subject = "exchange"


class PluginError(BranchkitError):
    """A plugin was asked for something it does not have."""

    subject = "plugin"


class SettingsError(BranchkitError):
    """A settings file cannot be used; names file, key and the nearest known key."""

    subject = "settings"


class WorkspaceError(BranchkitError):
    """A folder is not a workspace, or cannot become one."""

    subject = "workspace"


class ReportError(BranchkitError):
    """A report cannot be made."""

    subject = "report"


@frozen
class Place:
    """Where in an outside file something stands; every part may be missing.

    ``line`` counts from 1, ``sheet`` is a worksheet's name, ``row`` counts from 1 as the
    spreadsheet shows it, ``column`` is its letter or the header's text, ``key`` a dotted key.
    """

    file: str = ""
    line: int | None = None
    sheet: str = ""
    row: int | None = None
    column: str = ""
    key: str = ""


@frozen
class Problem:
    """Something wrong in data from outside: what, where, and how bad.

    ``code`` is looked up as ``problem.<code>``. ``severity`` is ``"error"`` (the item is left
    out) or ``"warning"`` (the item is taken, as the text says).
    """

    code: str
    """Looked up as ``problem.<code>``."""
    place: Place = field(default_factory=Place)
    """File, line, row, key: whatever is known of where it stands."""
    severity: str = "error"
    """``error`` or ``warning``."""
    params: dict[str, object] = field(default_factory=dict)
    """What its words have places for."""
