"""A rating, all ratings of an organisation, and one organisation's bands over the years, as lists."""

from __future__ import annotations

import argparse

from branchkit.cli.exit_codes import OK
from branchkit.cli.rating.context import RatingContext
from branchkit.cli.shell import CommandContext, Shell
from branchkit.core.rating.rating import Rating
from branchkit.core.tables import Table, TableColumn
from branchkit.services.organizations.organizations import read_tree, the_organization
from branchkit.services.rating.ratings import history_of, ratings_of, scheme_of_rating
from branchkit.services.rating.tables import (
    band_title,
    objections_table,
    rating_table,
    steps_to,
)


def show(context: RatingContext) -> int:
    """The rating, why somebody stands where they stand, or what was objected."""
    args = context.args
    if args.why:
        org = context.organization(args.why)
        told = steps_to(context.catalog, context.scheme(), context.rating(), org)
        columns = (TableColumn("step", context.catalog.text("rated.column.reason")),)
        heading = context.tree.get(org, org)
        context.shell.emit(Table(columns, tuple((text,) for text in told), heading), args.format)
        return OK
    if args.objections:
        table = objections_table(context.catalog, context.rating(), context.tree)
        context.shell.emit(table, args.format)
        return OK
    emit_rating(context, ids=args.ids)
    tell_state(context)
    return OK


def emit_rating(context: RatingContext, *, ids: bool = False) -> None:
    """Everybody in it."""
    words = context.args.format == "text"
    table = rating_table(
        context.catalog, context.scheme(), context.rating(), context.tree, words=words
    )
    context.shell.emit(
        table.without("organization") if words and not ids else table, context.args.format
    )


def tell_state(context: RatingContext) -> Rating:
    """How it stands, and whose sheets are missing, on stderr."""
    rating = context.rating()
    for org, state in rating.missing.items():
        name = context.tree.get(org, org)
        key = "cli.rating.missing_state" if state else "cli.rating.missing_sheet"
        context.shell.say(key, name=name, state=state)
    key = "cli.rating.stands_until" if rating.notice_until else "cli.rating.stands"
    context.shell.say(key, state=rating.state, until=rating.notice_until)
    return rating


def list_them(args: argparse.Namespace, shell: Shell) -> int:
    """The ratings of an organisation, the latest first."""
    context = CommandContext(args, shell)
    catalog, words = shell.catalog, args.format == "text"
    schemes = context.workspace.contributions.schemes
    tree = read_tree(context.store)
    heads = ("period", "scheme", "state", "rated", "undecided", "notice_until")
    columns = tuple(TableColumn(head, catalog.text(f"cli.rating.head.{head}")) for head in heads)
    rows = tuple(
        (
            str(rating.key.period),
            catalog.local(scheme_of_rating(rating, schemes).title) if words else rating.key.scheme,
            catalog.code("rated.state", rating.state) if words else str(rating.state),
            sum(row.is_rated for row in rating.rows.values()),
            len(rating.undecided),
            rating.notice_until,
        )
        for rating in ratings_of(context.store, tree.get(context.org).id)
    )
    if not rows:
        shell.say("cli.rating.none")
    shell.emit(Table(columns, rows), args.format)
    return OK


def history(args: argparse.Namespace, shell: Shell) -> int:
    """Every known rating of one organisation."""
    context = CommandContext(args, shell)
    tree = read_tree(context.store)
    whose = the_organization(tree, args.name)
    catalog, words = shell.catalog, args.format == "text"
    heads = ("period", "scheme", "by", "rank", "band")
    columns = tuple(TableColumn(head, catalog.text(f"cli.rating.head.{head}")) for head in heads)
    schemes = context.workspace.contributions.schemes
    rows = tuple(
        (
            str(one.key.period),
            catalog.local(one.scheme.title) if words else one.key.scheme,
            tree.name(one.key.org) if words else one.key.org,
            one.row.rank,
            band_title(catalog, one.scheme, one.row.decided) if words else one.row.decided,
        )
        for one in history_of(context.store, schemes, whose.id)
    )
    shell.emit(Table(columns, rows, whose.name), args.format)
    return OK
