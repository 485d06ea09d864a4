"""Sums of money as they are typed on the screen of dues, in forms and in the bottom line."""

from __future__ import annotations

from functools import partial

from branchkit.core.dues.money import money_text, parse_money
from branchkit.core.errors import DuesError
from branchkit.i18n.catalog import Catalog
from branchkit.widgets.form_model import FormField


def no_sum(catalog: Catalog, text: str) -> str:
    """Why a text is no sum of money; empty for one that is."""
    try:
        parse_money(text)
    except DuesError as error:
        return catalog.error(error)
    return ""


def sum_field(catalog: Catalog, key: str, label: str, text: str = "") -> FormField:
    """A field for a sum of money; what is none is refused at once."""

    def tidy(typed: str) -> str:
        try:
            return money_text(parse_money(typed)) if typed else typed
        except DuesError:
            return typed

    return FormField(key, label, text, tidy=tidy, check=partial(no_sum, catalog))
