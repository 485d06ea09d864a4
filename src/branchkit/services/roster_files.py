"""A roster's file into the store, and the rows that could not go in into a file to be mended."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.ports import Store
from branchkit.exchange.mend_files import MendFile, write_mend_file
from branchkit.exchange.readers.grid import GridFile
from branchkit.i18n.catalog import Catalog
from branchkit.services.member_import import ImportPlan, ImportRules, carry_out, plan_import
from branchkit.services.mending import explanation, mend_columns
from branchkit.services.roster_columns import IGNORED, field_of


def import_roster(
    store: Store,
    actor: Actor,
    grids: GridFile,
    rules: ImportRules,
    catalog: Catalog,
    mend_file: Path,
) -> ImportPlan:
    """Plan and carry out in one transaction.

    Rows left out are in ``mend_file`` before the others are kept: at no moment is a row nowhere. Raises what
    :func:`~branchkit.services.member_import.plan_import` and the writing of a file raise; then nothing is kept.
    """
    with store.begin(actor, "member.import") as uow:
        plan = plan_import(uow, grids, rules)
        if plan.left_out:
            write_mend_file(mend_file, _mend_content(plan, catalog))
        carry_out(uow, plan)
        uow.commit(reason=rules.file)
    return plan


def _mend_content(plan: ImportPlan, catalog: Catalog) -> MendFile:
    explained = (place for place, label in enumerate(plan.labels) if field_of(label) == IGNORED)
    columns = mend_columns(plan.labels, explained, [plan.id_column], catalog)
    return MendFile(
        columns.head,
        [columns.cells(row.cells) for row in plan.left_out],
        [explanation(row.problems, catalog) for row in plan.left_out],
    )
