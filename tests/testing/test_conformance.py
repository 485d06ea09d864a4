"""The kit finds what is wrong with a plugin: each case breaks one thing in a sound one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.testing.conformance import Finding, findings, words
from branchkit.testing.conformance.checks import MOST_MODULES

SECTORS = sorted(path.parent for path in Path(__file__).parents[2].glob("plugins/*/pyproject.toml"))
Break = Callable[[Path], None]


@pytest.fixture
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A plugin with Python; its package has a name of its own in every test, since modules stay imported."""
    number = crc32(request.node.nodeid.encode())
    write_plugin(NewPlugin(f"t{number}", LocalText("试验", "Trial")), tmp_path)
    return tmp_path


def package(root: Path) -> Path:
    return next((root / "src").iterdir())


def edit(root: Path, name: str, before: str, after: str) -> None:
    path = root / name if (root / name).exists() else package(root) / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def register(root: Path) -> str:
    return f"registers/{next((package(root) / 'registers').iterdir()).name}"


def add_recipe(root: Path, columns: str) -> None:
    path = package(root) / "demo" / Path(register(root)).name
    path.parent.mkdir()
    path.write_text(f"api = 1\n\n[columns]\n{columns}", encoding="utf-8")


def codes(found: list[Finding]) -> set[str]:
    return {finding.failure.code if finding.failure else finding.code for finding in found}


def test_a_sound_plugin_has_no_finding(root: Path) -> None:
    assert findings(root) == []


def test_a_sound_command_is_called_and_has_no_finding(root: Path) -> None:
    add_command(root, "say")
    assert findings(root) == []


def test_a_sound_action_is_done_and_has_no_finding(root: Path) -> None:
    add_action(root, "say")
    assert findings(root) == []


def test_a_command_that_wants_a_word_is_not_called(root: Path) -> None:
    add_command(root, "fail", 'CommandArgument("word", LocalText("词", "Word")),')
    assert findings(root) == []


@pytest.mark.parametrize("sector", SECTORS, ids=lambda path: path.name)
def test_nothing_is_found_in_our_own_sectors(sector: Path) -> None:
    assert findings(sector) == []


def a_plugin_of_nothing(root: Path) -> None:
    for folder in ("registers", "metrics", "schemes"):
        for path in (package(root) / folder).iterdir():
            path.unlink()
    for path in (root / "tests" / "worked").iterdir():
        path.unlink()
    edit(root, "plugin.toml", "hooks = ", "# hooks = ")


def add_command(root: Path, target: str, arguments: str = "", id: str = "") -> None:
    """A command beside what the sound plugin has."""
    plugin = id or package(root).name.removeprefix("branchkit_")
    path = package(root) / "hooks.py"
    path.write_text(
        path.read_text(encoding="utf-8")
        + f"""
from branchkit.api.hooks import Answer, CommandArgument, CommandSpec, LocalText


@hookimpl
def branchkit_commands():
    title = LocalText("说", "Say")
    return [CommandSpec("{plugin}.say", title, "{package(root).name}.hooks:{target}", ({arguments}))]


def say(scene):
    return Answer(scene.org, problems=not scene.workspace.members(scene.org))


def fail(scene):
    raise LookupError
""",
        encoding="utf-8",
    )


def add_action(root: Path, target: str, key: str = "w") -> None:
    """An action on the home screen."""
    plugin = package(root).name.removeprefix("branchkit_")
    path = package(root) / "hooks.py"
    path.write_text(
        path.read_text(encoding="utf-8")
        + f"""
from branchkit.api.hooks import ActionScreen, ActionSpec, LocalText


@hookimpl
def branchkit_actions():
    title, target = LocalText("说", "Say"), "{package(root).name}.hooks:{target}"
    return [ActionSpec("{plugin}.say", title, target, (ActionScreen.HOME,), "{key}")]


def say(scene):
    return scene.org


def fail(scene):
    raise LookupError
""",
        encoding="utf-8",
    )


def add_theme(root: Path, text: str) -> None:
    path = package(root) / "themes" / "night.toml"
    path.parent.mkdir()
    path.write_text(
        f'api = 1\ntitle = {{ zh_CN = "夜间", en = "Night" }}\n{text}', encoding="utf-8"
    )


BROKEN: dict[str, tuple[Break, list[str]]] = {
    "theme_contrast": (
        lambda root: add_theme(root, '[tones.error]\ncolor = "blue"\n'),
        ["declaration"],
    ),
    "action_raises": (lambda root: add_action(root, "fail"), ["raised"]),
    "action_target": (lambda root: add_action(root, "nothing"), ["import"]),
    "action_key": (lambda root: add_action(root, "say", "t"), ["key_taken"]),
    "command_raises": (lambda root: add_command(root, "fail"), ["raised"]),
    "command_target": (lambda root: add_command(root, "nothing"), ["import"]),
    "command_no_function": (
        lambda root: add_command(root, "TEXTS"),
        ["no_function", "raised"],
    ),
    "command_text": (
        lambda root: add_command(root, "say", 'CommandArgument("word", LocalText("词")),'),
        ["text_missing"],
    ),
    "command_form": (
        lambda root: add_command(root, "say", 'CommandArgument("Word", LocalText("词", "Word")),'),
        ["command_form"],
    ),
    "nothing": (a_plugin_of_nothing, ["nothing"]),
    "text_missing": (
        lambda root: edit(root, register(root), ', en = "Topic"', ""),
        ["text_missing"],
    ),
    "text_chinese": (
        lambda root: edit(root, register(root), 'en = "Topic"', 'en = "服务事项"'),
        ["text_chinese"],
    ),
    "own_text_missing": (
        lambda root: edit(root, "texts.toml", 'en = "Total"', 'en = ""'),
        ["text_missing"],
    ),
    "sector_text_missing": (
        lambda root: edit(root, "plugin.toml", "sectors = []", 'sectors = { water = "水务" }'),
        ["text_missing"],
    ),
    "recipe": (
        lambda root: add_recipe(root, 'weather = "晴"\nhours = 2\n'),
        ["declaration"],
    ),
    "placeholders": (
        lambda root: edit(root, "texts.toml", 'en = "{org}: service', 'en = "{name}: service'),
        ["placeholders"],
    ),
    "no_total": (
        lambda root: edit(root, "schemes/member-month.toml", "total = 100", ""),
        ["no_total"],
    ),
    "points": (
        lambda root: edit(root, "schemes/member-month.toml", "maximum = 20", "maximum = 25"),
        ["declaration"],
    ),
    "unknown_feed": (
        lambda root: edit(root, "schemes/member-month.toml", "/hours", "/minutes"),
        ["unknown_feed", "worked_differs"],
    ),
    "feed_about": (
        lambda root: edit(root, "hooks.py", "SubjectKind.MEMBER", "SubjectKind.ORGANIZATION"),
        ["feed_about"],
    ),
    "worked_differs": (
        lambda root: edit(root, "tests/worked/member-month.toml", "total = 105", "total = 99"),
        ["worked_differs"],
    ),
    "worked_unreadable": (
        lambda root: edit(root, "tests/worked/member-month.toml", "[[typed]]", "[[tipped]]"),
        ["worked_unreadable", "no_worked"],
    ),
    "no_worked": (
        lambda root: (root / "tests" / "worked" / "member-month.toml").unlink(),
        ["no_worked"],
    ),
    "heavy": (
        lambda root: edit(root, "words.py", "\nTEXTS", "\nimport textual\n\nTEXTS"),
        ["heavy"],
    ),
    "foreign": (
        lambda root: edit(root, "hooks.py", '.board", title', '-board", title'),
        ["foreign"],
    ),
    "key_taken": (
        lambda root: edit(root, "board_screen.py", 'idea="previous"', 'keys=("f1", "z")'),
        ["key_taken"],
    ),
    "action_text": (
        lambda root: edit(root, "texts.toml", 'en = "The month before"', 'en = ""'),
        ["text_missing", "action_text"],
    ),
    "screen_rules": (
        lambda root: edit(
            root,
            "board_screen.py",
            "    HELP_TEXT =",
            '    CSS = "Grid { widht: 3; }"\n    HELP_TEXT =',
        ),
        ["raised"],
    ),
    "screen_title": (
        lambda root: edit(root, "board_screen.py", "board.served, all", "board.swerved, all"),
        ["raised"],
    ),
    "screen_cell": (
        lambda root: edit(root, "board_screen.py", "str(member.number)", "member.numbr"),
        ["raised"],
    ),
    "no_screen": (
        lambda root: edit(root, "hooks.py", ":BoardScreen", ":BoardSource"),
        ["no_screen"],
    ),
    "screen_missing": (
        lambda root: edit(root, "hooks.py", ":BoardScreen", ":NoScreen"),
        ["import"],
    ),
    "import": (
        lambda root: edit(
            root, "hooks.py", "@hookimpl\ndef branchkit_metrics", "1 / 0\ndef branchkit_metrics"
        ),
        ["import"],
    ),
    "unknown_hook": (
        lambda root: edit(root, "hooks.py", "def branchkit_demo(", "def branchkit_show("),
        ["unknown_hook"],
    ),
    "signature": (
        lambda root: edit(root, "hooks.py", "scene: DemoScene)", "weather: DemoScene)"),
        ["signature"],
    ),
    "metric_raises": (
        lambda root: edit(root, "breadth.py", "Decimal(100 * ", "Decimal(100 / 0 * "),
        ["raised"],
    ),
    "report_raises": (
        lambda root: edit(
            root, "report.py", "return Report(", "raise LookupError('no paper')\n    return Report("
        ),
        ["raised"],
    ),
    "report_of_nothing": (
        lambda root: edit(root, "report.py", "return Report(", "return list("),
        ["raised"],
    ),
    "demo_refused": (
        lambda root: edit(root, "demo.py", '"topic": topic', '"topic": "weather"'),
        ["raised"],
    ),
    "toml": (
        lambda root: edit(root, register(root), "api = 1", "api = 2"),
        ["declaration"],
    ),
}


def add_hook(root: Path, body: str) -> None:
    """A hook more, whose function divides by nothing."""
    id = package(root).name.removeprefix("branchkit_")
    edit(
        root,
        "hooks.py",
        "    hookimpl,\n)",
        "    hookimpl,\n)\nfrom branchkit.api.hooks import *  # noqa: F403",
    )
    path = package(root) / "hooks.py"
    text = path.read_text(encoding="utf-8") + body.replace("ID", id)
    path.write_text(text, encoding="utf-8")
    broken = "def broken(*_given):\n    return 1 / 0\n"
    (package(root) / "broken.py").write_text(broken, encoding="utf-8")


def a_rule(root: Path) -> None:
    add_hook(
        root,
        """
@hookimpl
def branchkit_rules():
    return [RuleKind("ID/steps", LocalText("档", "Steps"), "branchkit_ID.broken:broken")]
""",
    )
    id = package(root).name.removeprefix("branchkit_")
    scheme = "schemes/member-month.toml"
    edit(root, scheme, '{ kind = "proportional", target = 6 }', f'{{ kind = "{id}/steps" }}')


def a_function(root: Path) -> None:
    add_hook(
        root,
        """
@hookimpl
def branchkit_functions():
    title, kind = LocalText("折", "Weight"), ColumnKind.NUMBER
    return [FormulaFunction("ID/weight", title, "branchkit_ID.broken:broken", (kind,), kind)]
""",
    )
    id = package(root).name.removeprefix("branchkit_")
    path = package(root) / register(root)
    title = '{ zh_CN = "折算", en = "Weight" }'
    column = f'id = "weight"\nkind = "number"\ntitle = {title}\n'
    formula = f'formula = {{ function = "{id}/weight", of = "hours" }}\n'
    text = f"{path.read_text(encoding='utf-8')}\n[[column]]\n{column}{formula}"
    path.write_text(text, encoding="utf-8")


BROKEN |= {
    "duty": (
        lambda root: add_hook(
            root,
            """
@hookimpl
def branchkit_duties():
    return [DutySpec("ID.due", LocalText("催", "Due"), "branchkit_ID.broken:broken")]
""",
        ),
        ["raised"],
    ),
    "record_check": (
        lambda root: add_hook(
            root,
            """
@hookimpl
def branchkit_checks():
    title = LocalText("核", "Check")
    return [CheckSpec("ID.rows", title, "branchkit_ID.broken:broken", register="book.ID")]
""",
        ),
        ["raised"],
    ),
    "sheet_check": (
        lambda root: add_hook(
            root,
            """
@hookimpl
def branchkit_checks():
    title = LocalText("核", "Check")
    return [CheckSpec("ID.sheet", title, "branchkit_ID.broken:broken", scheme="ID/member-month")]
""",
        ),
        ["raised"],
    ),
    "rule": (a_rule, ["raised", "worked_differs"]),
    "function": (a_function, ["raised"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_found(root: Path, name: str) -> None:
    spoil, expected = BROKEN[name]
    spoil(root)
    found = findings(root)
    assert codes(found) == set(expected), found
    for finding in found:
        for language in ("zh_CN", "en"):
            said = words(finding, Catalog.load(language))
            assert said.what and said.advice
            assert not said.what.startswith("plugin.")
            assert not said.advice.startswith("plugin.")


def test_a_key_that_is_taken_is_found_once(root: Path) -> None:
    add_action(root, "say", "t")
    assert len(findings(root)) == 1


def test_imports_are_counted(root: Path) -> None:
    package(root).joinpath("many").mkdir()
    for number in range(MOST_MODULES + 1):
        (package(root) / "many" / f"m{number}.py").write_text("", encoding="utf-8")
    every = "".join(f"import {package(root).name}.many.m{n}\n" for n in range(MOST_MODULES + 1))
    edit(
        root,
        "words.py",
        "from branchkit.api.hooks import",
        f"{every}from branchkit.api.hooks import",
    )
    (found,) = findings(root)
    assert found.code == "many_imports"
    assert int(str(found.params["count"])) > MOST_MODULES


@pytest.mark.parametrize("requirement", ["branchkit>=0.1", "Branchkit", "branchkit[build] ~= 1.0"])
def test_a_dependency_on_the_stranger_of_that_name_is_found(root: Path, requirement: str) -> None:
    project = root / "pyproject.toml"
    project.write_text(project.read_text().replace("dangzhibu>=0.1", requirement))
    (found,) = [finding for finding in findings(root) if finding.code == "stranger"]
    assert found.params == {"found": requirement, "wanted": "dangzhibu"}


SETTING = """
[[setting]]
id = "hours"
kind = "number"
title = { zh_CN = "应有几小时", en = "Hours wanted" }
default = 6
"""


@pytest.fixture
def declarative(tmp_path: Path) -> Path:
    plugin = NewPlugin("county", LocalText("试验", "Trial"), ("rural",), declarative=True)
    write_plugin(plugin, tmp_path)
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_setting_that_no_scheme_uses_is_found_and_one_that_is_used_is_not(
    declarative: Path,
) -> None:
    append(package(declarative) / "plugin.toml", SETTING)
    (found,) = findings(declarative)
    assert (found.code, found.params) == ("setting_unused", {"id": "hours"})
    scheme = package(declarative) / "schemes" / "member-month.toml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(
        text.replace("target = 6", 'target = { rule = "settings/hours" }'), encoding="utf-8"
    )
    assert findings(declarative) == []


def test_a_setting_without_english_and_needs_that_are_not_met_are_found(declarative: Path) -> None:
    manifest = package(declarative) / "plugin.toml"
    append(manifest, 'needs = { rural = ">=0.1" }\n')
    (lacking,) = findings(declarative)  # the sector is installed here
    assert (lacking.code, lacking.params["wanted"]) == ("needs_dependency", "branchkit-rural")
    project = declarative / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    both = text.replace('"dangzhibu>=0.1"', '"dangzhibu>=0.1", "branchkit_rural>=0.1"')
    project.write_text(both, encoding="utf-8")
    assert findings(declarative) == []
    append(manifest, SETTING.replace(', en = "Hours wanted"', ""))
    codes = [(finding.code, finding.params.get("where")) for finding in findings(declarative)]
    assert ("text_missing", "hours.title") in codes
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(">=0.1", ">=99"), encoding="utf-8")
    failures = [finding.failure for finding in findings(declarative) if finding.failure]
    assert [(failure.code, failure.plugin) for failure in failures] == [("needs", "county")]
