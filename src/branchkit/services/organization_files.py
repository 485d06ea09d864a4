"""A list of organisations into the store, and the rows that could not go in into a file to be mended."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.ports import Store
from branchkit.exchange.mend_files import MendFile, write_mend_file
from branchkit.exchange.readers.grid import GridFile
from branchkit.i18n.catalog import Catalog
from branchkit.services.mending import explanation, mend_columns
from branchkit.services.organization_import import TreePlan, TreeRules, carry_out, plan_tree


def import_tree(
    store: Store,
    actor: Actor,
    grids: GridFile,
    rules: TreeRules,
    catalog: Catalog,
    mend_file: Path,
) -> TreePlan:
    """Plan and carry out in one transaction.

    Rows left out are in ``mend_file`` before the others are kept: at no moment is a row nowhere. Raises what
    :func:`~branchkit.services.organization_import.plan_tree` and the writing of a file raise; then nothing is kept.
    """
    with store.begin(actor, "organization.import") as uow:
        plan = plan_tree(uow, grids, rules)
        if plan.left_out:
            write_mend_file(mend_file, _mend_content(plan, catalog))
        carry_out(uow, plan)
        uow.commit(reason=rules.file)
    return plan


def _mend_content(plan: TreePlan, catalog: Catalog) -> MendFile:
    columns = mend_columns(plan.labels, plan.explained, plan.text_columns, catalog)
    return MendFile(
        columns.head,
        [columns.cells(row.cells) for row in plan.left_out],
        [explanation(row.problems, catalog) for row in plan.left_out],
    )
