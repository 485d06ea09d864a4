"""What a Chinese user reads holds no English, no ids and no codes: texts, what commands print, what screens show.

Allowed are the names of keys and of kinds of files, commands that are to be typed, and what has no Chinese name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest

from branchkit.bootstrap import Workspace, open_workspace
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Place
from branchkit.screens.places import SCREENS
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pilot import SIZE, an_app, shown_lines, wait_for

TEXTS = Path(__file__).parents[2] / "src" / "branchkit" / "i18n" / "locale" / "zh_CN"
FOR_AUTHORS = (
    *("problem.", "plugin.", "cli.plugin", "cli.scheme", "cli.check", "cli.doctor."),
    *("error.plugin.", "error.settings.", "error.store.", "error.exchange.", "cli.option."),
    "reason.silent.unknown_metric",
)
"""Texts for whoever writes TOML or Python, or looks after the machine: what they write, and its files, stands in them."""
USERS_OWN = re.compile(r"\b[A-Z]{2}-\d+\b|branchkit-[a-z-]+")
"""What the demo's people have written into columns, and the names under which plugins are installed."""
COMMANDS = re.compile(r"branchkit(?:\{option\})?(?: -{0,2}[a-z-]+(?: \{[a-z_]+\})?)*")
PARTS = re.compile(r"(?<![A-Za-z])--?[a-z][a-z-]*|\{[^}]*\}|(?<![A-Za-z])[A-Za-z](?![A-Za-z])")
WORDS = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
KEYS = {"Esc", "Enter", "Tab", "Delete", "Del", "PgUp", "PgDn", "Ctrl"}
KEYS |= {f"F{number}" for number in range(1, 13)}
FILES = {"zip", "tsv", "xlsx", "xls", "ods", "docx", "html", "csv", "txt", "json", "text"}
NAMES = {"Excel", "WPS", "Word", "CSV", "SSH", "UTF-8", "ASCII", "PuTTY", "Xshell", "KB", "MB"}
NAMES |= {"bash", "zsh", "fish"}
PERIODS = {f"Q{number}" for number in range(1, 5)} | {"H1", "H2"}
ALLOWED = KEYS | FILES | NAMES | PERIODS
SAID: dict[str, set[str]] = {
    # What is to be typed elsewhere, and settings of the system.
    "cli.ascii_locale": {"LC_ALL"},
    "cli.not_utf8": {"export", "LANG"},
    "cli.no_chinese": {"export", "LANG"},
    "screen.bad_input": {"Window-Translation"},
    "cli.epilog": {"COMMAND"},
    "error.workspace.not_a_workspace": {"toml", "rural"},
    "error.record.where_syntax": {"where"},
    "cli.record.where": {"date", "and", "not", "done"},
    "cli.completion.epilog": {"bashrc", "zshrc", "compinit", "config/fish/completions/"},
    "cli.group.man": {"man"},
    "cli.man.epilog": {"man"},
    # As TOML writes it.
    "common.kind.yes-no": {"true", "false"},
    # Folders of the workspace, and encodings.
    "cli.template.list": {"templates"},
    "cli.fill.template": {"templates"},
    "cli.fill.output": {"exports"},
    "screen.development.help": {"rules/development"},
    "screen.home.help": {"rules/"},
    "screen.import.no_formats": {"imports/"},
    "cli.import.read_as": {"imports/", "county.cwt", "local.cwt"},
    "cli.backup.file": {"backups"},
    "cli.restore.force": {"backups"},
    "cli.import.encoding": {"utf-8", "gb18030", "big5"},
    "cli.import.delimiter": {"tab"},
    # Codes that a prompt takes.
    "screen.reports.unmask": {"id", "phone"},
}
"""What single texts may say besides."""


def latin(text: str, more: Iterable[str] = ()) -> list[str]:
    """The words in a text that no Chinese reader can be expected to know."""
    plain = PARTS.sub(" ", COMMANDS.sub(" ", USERS_OWN.sub(" ", text)))
    return [word for word in WORDS.findall(plain) if word not in ALLOWED | set(more)]


def texts() -> Iterator[tuple[str, str]]:
    for area in TEXTS.glob("*.po"):
        if area.stem != "argparse":
            for entry in polib.pofile(str(area), encoding="utf-8"):
                if not entry.msgid.startswith(FOR_AUTHORS):
                    yield entry.msgid, entry.msgstr


def test_texts_hold_no_english_and_no_codes() -> None:
    found = {key: words for key, text in texts() if (words := latin(text, SAID.get(key, ())))}
    assert found == {}


def test_no_text_is_excused_that_does_not_need_it() -> None:
    told = dict(texts())
    assert {key for key, more in SAID.items() if not more <= set(latin(told[key]))} == set()


COMMANDS_TYPED = (
    "due",
    "sheet show 2026-11",
    "sheet set 2026-10 陈建国 大会 8",
    "sheet fill 2026-11",
    "sheet withdraw 2026-10 --reason 试试",
    "sheet submit 2026-10 --as-is",
    "sheet bonus 2026-11",
    "history --limit 0 --all",
    "undo --list",
    "members list",
    "members show 陈建国",
    "case list",
    "case show 毕晓燕",
    "case remind",
    "register list",
    "register show 走访记录",
    "register check",
    "record list 走访记录",
    "meeting calendar 2026",
    "meeting vote --kind 选举 --entitled 20 --present 16 --in-favour 9",
    "dues show 2026-11",
    "dues base",
    "dues arrears",
    "dues account 2026",
    "org list",
    "plugin list",
    "terms set 2026-10 --due 2026-11-03",
    "review queue 2026-10",
    "terms show 2026-10",
    "report 通报 2026-10",
    "report 排名 2026-10",
    "report 考核表 2026-10",
    "report 晋位情况 2025",
    "sheet history 陈建国",
    "rectify propose 2026-10",
    "rectify list",
    "rectify check",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo") / "village"
    assert main(["demo", "--path", str(directory)]) == 0
    return directory


@pytest.mark.parametrize("command", COMMANDS_TYPED)
def test_commands_print_no_english_and_no_codes(
    command: str, demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRANCHKIT_ACTOR", "李书记")
    main(["--workspace", str(demo), *command.split()])
    printed = capsys.readouterr()
    assert sorted({word for part in printed for word in latin(part)}) == []


@pytest.fixture
def opened(demo: Path) -> Iterator[Workspace]:
    workspace = open_workspace(
        demo,
        settings=UserSettings(),
        catalog=Catalog.load(),
        actor=Actor("李书记"),
        clock=fixed_clock(),
    )
    yield workspace
    workspace.close()


async def shown_at(workspace: Workspace, place: Place) -> str:
    app = an_app(workspace, start="home")
    async with app.run_test(size=SIZE) as pilot:
        home = app.screen
        assert isinstance(home, ConsoleScreen)
        if place.id != "home":
            home.go(place)
            await wait_for(pilot, lambda: app.screen is not home, "the screen")
        await wait_for(pilot, lambda: "".join(shown_lines(app)[-1:]), "the bottom line")
        await wait_for(pilot, lambda: all(w.is_finished for w in app.screen.workers), "it settles")
        return "\n".join(shown_lines(app)).replace(str(workspace.directory), "")


@pytest.mark.parametrize(
    "place",
    ["scoring", *(id for id in SCREENS if id not in ("register", "roll-call", "review-sheet"))],
)
async def test_screens_show_no_english_and_no_codes(place: str, opened: Workspace) -> None:
    shown = await shown_at(opened, Place(place))
    assert latin(shown) == []


async def test_a_register_and_a_screen_of_a_sector_show_none_either(opened: Workspace) -> None:
    sector = next(id for id in opened.contributions.screens if id.startswith("rural."))
    for place in (Place("register", register="book.visit"), Place(sector)):
        assert latin(await shown_at(opened, place)) == []
