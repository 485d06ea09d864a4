"""``branchkit demo``: a branch of forty invented members, with three months behind it, a township of three branches,
or a county of three townships with a year behind it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli import exit_codes
from branchkit.core.organizations.organization import SECTORS, OrganizationKind
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import known_sectors
from branchkit.settings import is_workspace

if TYPE_CHECKING:
    from datetime import date

    from branchkit.cli.shell import Shell
    from branchkit.core.ports import Store
    from branchkit.core.scoring.sheets import SheetKey
    from branchkit.plugin.contributions import Contributions

ORGANIZATION = "demo"
"""Id of the demo's organisation; a workspace with another one is never touched."""
USUAL_SECTOR = "rural"
WITH_NEIGHBOURS = "schools"
"""The sector of which a second organisation stands beside the demo's own."""


@frozen
class Demo:
    """Which demo is meant."""

    sector: str = USUAL_SECTOR
    township: bool = False
    county: bool = False

    @property
    def folder(self) -> str:
        """What its folder's name begins with."""
        if self.township or self.county:
            return "county" if self.county else "township"
        return "demo" if self.sector == USUAL_SECTOR else f"demo-{self.sector}"

    def name(self, catalog: Catalog) -> str:
        """Its organisation's name; that of a plugin's sector says the sector."""
        if self.county:
            return catalog.text("cli.demo.county_name")
        if self.township:
            return catalog.text("cli.demo.township_name")
        if self.sector in SECTORS:
            return catalog.text(f"cli.demo.name.{self.sector}")
        title = catalog.titled(f"sector.{self.sector}", known_sectors().get(self.sector))
        return catalog.text("cli.demo.name_of", sector=title)


A_VILLAGE = Demo()
A_COUNTY = Demo(county=True)


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Where to, a branch, a township or a county, whether to begin anew, whether to print its notice."""
    from branchkit.cli.init import add_sector_option  # the app does not want it

    text = catalog.text
    parser.add_argument("--path", metavar="DIR", type=Path, help=text("cli.demo.path"))
    which = parser.add_mutually_exclusive_group()
    add_sector_option(which, catalog, "cli.demo.sector", default=USUAL_SECTOR)
    which.add_argument("--township", action="store_true", help=text("cli.demo.township"))
    which.add_argument("--county", action="store_true", help=text("cli.demo.county"))
    parser.add_argument("--fresh", action="store_true", help=text("cli.demo.fresh"))
    parser.add_argument("--notice", action="store_true", help=text("cli.demo.notice"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the demo unless it is there; its folder goes to stdout, with ``--notice`` the latest notice instead."""
    demo = Demo(args.sector, args.township, args.county)
    directory = args.path.expanduser().absolute() if args.path else default_directory(shell, demo)
    if args.fresh:
        remove_demo(directory)
    made = ensure_demo_aloud(directory, shell, demo)
    if args.notice:
        return print_notice(directory, shell)
    print(directory, file=shell.stdout)
    shell.say("cli.demo.made" if made else "cli.demo.there", directory=directory)
    return exit_codes.OK


def default_directory(shell: Shell, demo: Demo = A_VILLAGE) -> Path:
    """Where the demo stands when nobody names a place: a new one each month, since it ends with the month it was made in."""
    from platformdirs import user_data_path

    return user_data_path("branchkit") / f"{demo.folder}-{shell.clock():%Y-%m}"


def ensure_demo(directory: Path, shell: Shell, demo: Demo = A_VILLAGE) -> bool:
    """Make the demo in ``directory`` unless a workspace is there; whether it was made."""
    if is_workspace(directory):
        return False
    _make(directory, shell, demo)
    return True


def ensure_demo_aloud(directory: Path, shell: Shell, demo: Demo = A_VILLAGE) -> bool:
    """As :func:`ensure_demo`; says so when it is going to take a moment."""
    if not is_workspace(directory):
        shell.say("cli.demo.making")
    return ensure_demo(directory, shell, demo)


def _make(directory: Path, shell: Shell, demo: Demo) -> None:
    """A demo that was begun and not finished is taken away: it would look like a real branch with gaps."""
    import shutil

    from branchkit.bootstrap import create_workspace

    create_workspace(
        directory,
        name=demo.name(shell.catalog),
        sector=demo.sector,
        sectors=known_sectors(),
        clock=shell.clock,
        actor=shell.actor,
        organization=ORGANIZATION,
        kind=OrganizationKind.COMMITTEE
        if demo.township or demo.county
        else OrganizationKind.BRANCH,
    )
    try:
        _fill(directory, shell, demo)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _fill(directory: Path, shell: Shell, demo: Demo) -> None:
    workspace = shell.open_workspace(directory)
    try:
        fill = _maker_of(demo)
        fill(workspace.store, workspace.contributions, ORGANIZATION, shell.clock().date())
    finally:
        workspace.close()


def _maker_of(demo: Demo) -> Callable[[Store, Contributions, str, date], None]:
    if demo.county:
        from branchkit.services.demo.county import fill_county

        return fill_county
    if demo.township:
        from branchkit.services.demo.branch import fill_township

        return fill_township
    if demo.sector == WITH_NEIGHBOURS:
        from branchkit.services.demo.schools import fill_schools

        return fill_schools
    from branchkit.services.demo.branch import fill_demo

    return fill_demo


def remove_demo(directory: Path) -> None:
    """Take an old demo away; raises ``workspace.not_the_demo`` for any other workspace."""
    import shutil

    from branchkit.core.errors import WorkspaceError
    from branchkit.settings import read_workspace_settings

    if not is_workspace(directory):
        return
    if read_workspace_settings(directory).organization != ORGANIZATION:
        raise WorkspaceError("not_the_demo", directory=directory)
    shutil.rmtree(directory)


def print_notice(directory: Path, shell: Shell) -> int:
    """The notice of the newest monthly sheet that was handed up, on stdout."""
    from branchkit.cli.parser import Parser
    from branchkit.cli.reports import report

    shell.workspace_directory = directory
    key = _newest_handed_up(shell)
    if key is None:
        shell.say("cli.demo.no_sheet")
        return exit_codes.REFUSED
    parser = Parser(prog="branchkit report")
    report.add_arguments(parser, shell.catalog)
    words = ["notice", str(key.period), "--scheme", key.scheme]
    return report.run(parser.parse_args(words), shell)


def _newest_handed_up(shell: Shell) -> SheetKey | None:
    from branchkit.core.dates import PeriodKind
    from branchkit.core.scoring.sheets import EDITABLE, Sheet

    workspace = shell.workspace()
    sheets = [
        Sheet.from_body(found.org, found.body)
        for found in workspace.store.scan(ORGANIZATION, "sheet")
    ]
    done = [
        sheet.key
        for sheet in sheets
        if sheet.key.period.kind is PeriodKind.MONTH and sheet.state not in EDITABLE
    ]
    return max(done, key=lambda key: key.period, default=None)
