"""What is kept, as a plugin reads it: the tree, members, records, results; and the changes it may make."""

from __future__ import annotations

from branchkit.core.dates import Period, PeriodKind, add_months, day_of
from branchkit.core.errors import BranchkitError, Problem, RecordError
from branchkit.core.members.member import Category, Contact, Member, MemberClass, Mobility
from branchkit.core.organizations.organization import Formation, Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.registers.register import Record
from branchkit.core.texts import LocalText
from branchkit.core.typed_days import day_written_out
from branchkit.core.values import frozen
from branchkit.plugin.workspace_view import (
    ReportScene,
    Rows,
    SheetResults,
    SubjectResult,
    WorkspaceActions,
    WorkspaceView,
)

__all__ = [
    "BranchkitError",
    "Category",
    "Contact",
    "Formation",
    "LocalText",
    "Member",
    "MemberClass",
    "Mobility",
    "Organization",
    "OrganizationKind",
    "OrganizationTree",
    "Period",
    "PeriodKind",
    "Problem",
    "Record",
    "RecordError",
    "ReportScene",
    "Rows",
    "SheetResults",
    "SubjectResult",
    "WorkspaceActions",
    "WorkspaceView",
    "add_months",
    "day_of",
    "day_written_out",
    "frozen",
]
