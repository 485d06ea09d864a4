"""The form in which a reshaping is confirmed: what will be done, and the reason that goes into the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.widgets.form_model import FieldKind, FormField
from branchkit_schools.structure.reshaping import Reshaping
from branchkit_schools.words import Words

REASON = "reason"


def fields(words: Words, reshaping: Reshaping) -> list[FormField]:
    """Three lines to be read, one to be filled in."""
    shown = {
        "school": reshaping.before.root.name,
        "organizations": words.text("apply.organizations_text", **counts(reshaping)),
        "people": words.text("apply.people_text", **counts(reshaping)),
    }
    return [
        *(
            FormField(key, words.text(f"apply.{key}"), text, FieldKind.FIXED)
            for key, text in shown.items()
        ),
        FormField(
            REASON,
            words.text("apply.reason"),
            words.text("apply.reason_default"),
            required=True,
            hint=words.text("apply.reason_hint"),
        ),
    ]


def faults(words: Words, texts: Mapping[str, str]) -> Mapping[str, str]:
    """What keeps the form from being taken."""
    return {} if reason(texts) else {REASON: words.text("apply.reason_missing")}


def reason(texts: Mapping[str, str]) -> str:
    """Why it is done."""
    return texts[REASON].strip()


def counts(reshaping: Reshaping) -> dict[str, object]:
    """How much would be done."""
    return {
        "founded": len(reshaping.founded),
        "dissolved": len(reshaping.dissolved),
        "moved": len(reshaping.moved),
        "grouped": len(reshaping.grouped),
    }
