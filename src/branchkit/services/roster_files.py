"""A roster's file into the store, and the rows that could not go in into a file to be mended."""

from __future__ import annotations

import re
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.errors import Problem
from branchkit.core.ports import Store
from branchkit.exchange.mend_files import MendFile, write_mend_file
from branchkit.exchange.readers.grid import GridFile
from branchkit.i18n.catalog import Catalog
from branchkit.services.member_import import ImportPlan, ImportRules, carry_out, plan_import
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


def free_mend_name(source: Path, catalog: Catalog) -> Path:
    """Beside the workbook, under a name not taken: a file half mended must not be lost."""
    ending = catalog.text("cli.import.mend_ending")
    stem = re.sub(rf"-{re.escape(ending)}(-\d+)?$", "", source.stem)
    candidate = source.with_name(f"{stem}-{ending}.xlsx")
    count = 1
    while candidate.exists():
        count += 1
        candidate = source.with_name(f"{stem}-{ending}-{count}.xlsx")
    return candidate


def explanation(problems: tuple[Problem, ...], catalog: Catalog) -> str:
    """Why a row was left out, in one cell."""
    errors = (problem for problem in problems if problem.severity == "error")
    return "; ".join(catalog.text(f"problem.{p.code}", **p.params) for p in errors)


def _mend_content(plan: ImportPlan, catalog: Catalog) -> MendFile:
    # The column of an earlier round is taken over, not doubled.
    kept = [place for place, label in enumerate(plan.labels) if field_of(label) != IGNORED]
    id_column = kept.index(plan.id_column) if plan.id_column in kept else None
    return MendFile(
        labels=[plan.labels[place] for place in kept],
        rows=[
            [row.cells[p] if p < len(row.cells) else None for p in kept] for row in plan.left_out
        ],
        explanations=[explanation(row.problems, catalog) for row in plan.left_out],
        explanation_label=catalog.text("cli.import.mend_column"),
        id_column=id_column,
    )
