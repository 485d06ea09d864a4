"""House rules that no linter knows: sizes, catalogs, locks, and what must not stand in any file."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import polib
import pytest

from branchkit.core import errors
from branchkit.core.errors import BranchkitError
from branchkit.i18n.build import compiled

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "src" / "branchkit" / "i18n" / "locale"
SKIPPED = {".venv", ".git", "__pycache__", "dist", "build", "snapshots", "__snapshots__"}
LONGEST_FILE = 400
LONGEST_APP = 300
ROOMS = {
    "members",
    "organizations",
    "registers",
    "scoring",
    "review",
    "rating",
    "rollup",
    "access",
    "development",
    "dues",
    "meetings",
    "duties",
    "reports",
    "importing",
    "plugins",
    "demo",
    "ledger",
}
"""What the program is about: every layer has these rooms, as far as it has something for them."""
MOST_FLAT_SERVICES = 12
FOREIGN_TEXTS = "argparse"
"""The area whose keys are argparse's own English texts; English has none."""
CODED = {
    "Problem": "problem",
    "Reason": "reason",
    "Refusal": "refusal",
    "Damage": "damage",
    "Outcome": "outcome",
}
"""Classes whose first argument is a code, and the prefix of its key."""


def project_files(*suffixes: str) -> Iterator[Path]:
    """All files of the project, or those with one of the suffixes."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        if hidden or SKIPPED.intersection(parts) or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes:
            yield path


def product_sources() -> list[Path]:
    """The Python files that users run."""
    return [path for path in project_files(".py") if "src" in path.relative_to(ROOT).parts]


@cache
def texts(language: str) -> dict[str, str]:
    """All keys and texts of a language, without argparse's."""
    return {
        entry.msgid: entry.msgstr
        for area in sorted((LOCALE / language).glob("*.po"))
        if area.stem != FOREIGN_TEXTS
        for entry in polib.pofile(str(area), encoding="utf-8")
    }


@cache
def trees() -> dict[Path, ast.Module]:
    """The product's sources, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in product_sources()}


def test_a_file_holds_one_idea() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in product_sources()
        if not path.stem.endswith("_table")
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}
    assert sizes["src/branchkit/app.py"] <= LONGEST_APP


@pytest.mark.parametrize("home", ["src/branchkit", "tests"])
@pytest.mark.parametrize("layer", ["core", "services", "screens", "cli"])
def test_layers_have_the_same_rooms(home: str, layer: str) -> None:
    """Whoever knows where dues are in one layer knows it in all."""
    below = {
        path.relative_to(ROOT / home / layer).parts[0]
        for path in project_files(".py")
        if path.is_relative_to(ROOT / home / layer)
    }
    packages = {name for name in below if not name.endswith(".py")}
    assert packages <= ROOMS
    assert packages, "looked in the wrong place"


def test_services_stand_in_rooms() -> None:
    flat = list((ROOT / "src/branchkit/services").glob("*.py"))
    assert 0 < len(flat) <= MOST_FLAT_SERVICES


def test_catalogs_have_the_same_rooms() -> None:
    areas = {area.stem for area in (LOCALE / "zh_CN").glob("*.po")}
    assert areas - ROOMS == {FOREIGN_TEXTS, "common", "cli", "screens"}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_catalogs_can_be_built(language: str) -> None:
    assert compiled(LOCALE / language)


def test_both_languages_have_the_same_areas_and_keys() -> None:
    def keys(language: str) -> set[tuple[str, str]]:
        return {
            (area.stem, entry.msgid)
            for area in (LOCALE / language).glob("*.po")
            if area.stem != FOREIGN_TEXTS
            for entry in polib.pofile(str(area), encoding="utf-8")
        }

    assert keys("zh_CN") ^ keys("en") == set()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in texts(language).items() if not text.strip()] == []


def test_both_languages_have_the_same_placeholders() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    chinese, english = texts("zh_CN"), texts("en")
    different = [k for k in chinese if k in english and names(chinese[k]) != names(english[k])]
    assert different == []


def test_chinese_texts_are_chinese() -> None:
    """A key whose text has letters in English and no Chinese character was not translated."""
    english = texts("en")

    def is_sentence(text: str) -> bool:
        return len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{[^}]*\}", "", text))) > 2

    plain = [
        key
        for key, text in texts("zh_CN").items()
        if not re.search(r"[\u4e00-\u9fff]", text) and is_sentence(english.get(key, ""))
    ]
    assert plain == []


def test_screens_have_no_character_of_doubtful_width() -> None:
    """East Asian Ambiguous characters are one cell wide here and two in some terminals."""
    doubtful = {
        key: char
        for language in ("zh_CN", "en")
        for key, text in texts(language).items()
        if key.startswith(("outcome.", "screen.", "widget."))
        for char in text
        if unicodedata.east_asian_width(char) == "A"
    }
    assert doubtful == {}


def _literals(node: ast.expr) -> list[str]:
    """The strings that an expression may be: a literal, or either branch of a choice."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_literals(body), *_literals(orelse)]
    return []


def _subjects() -> dict[str, str]:
    """Class name → subject, for the whole family of errors."""
    from branchkit.core.dates import PeriodError

    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    family = [c for c in (*classes, PeriodError) if issubclass(c, BranchkitError)]
    return {c.__name__: c.subject for c in family}


def calls() -> Iterator[tuple[str, bool, list[str], str]]:
    """Every call with positional arguments: name, whether of a method, what its first argument may be, where."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            at = f"{path.name}:{node.lineno}"
            if isinstance(node.func, ast.Name):
                yield node.func.id, False, _literals(node.args[0]), at
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, True, _literals(node.args[0]), at


def coded_keys() -> Iterator[tuple[str, str]]:
    """Every key that some code in the sources stands for, and where."""
    prefixes = {name: f"error.{subject}" for name, subject in _subjects().items()} | CODED
    for name, _, codes, at in calls():
        if name in prefixes:
            yield from ((f"{prefixes[name]}.{code}", at) for code in codes)


def test_no_text_of_a_screen_is_asked_for_below_the_screens() -> None:
    package = ROOT / "src" / "branchkit"
    below = [package / layer for layer in ("core", "exchange", "plugin", "services", "store")]
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees().items()
        if any(path.is_relative_to(layer) for layer in below)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("screen.")
    }
    assert sorted(found) == []


def test_every_code_has_its_text() -> None:
    known = texts("zh_CN")
    assert sorted({(key, at) for key, at in coded_keys() if key not in known}) == []


def spoken_keys() -> Iterator[tuple[str, str]]:
    """Every key that is given to the catalog or the shell as a literal, and where."""
    for name, of_method, keys, at in calls():
        if of_method and name in ("text", "say"):
            yield from ((key, at) for key in keys)


def test_every_spoken_key_has_its_text() -> None:
    known = texts("zh_CN")
    prefixes = {key.partition(".")[0] for key in known}
    missing = {
        (key, at)
        for key, at in spoken_keys()
        if key not in known and "." in key and key.partition(".")[0] in prefixes
    }
    assert sorted(missing) == []


def _locked(name: str) -> dict[str, str]:
    """Requirement line → its hashes."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    return {entry.partition(" ")[0]: entry for entry in entries}


def test_the_development_lock_holds_all_that_use_needs() -> None:
    use, development = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert use.items() <= development.items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes(name: str) -> None:
    assert [line for line, entry in _locked(name).items() if "--hash=sha256:" not in entry] == []


def test_the_lock_names_every_dependency() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[=<>\[]", line)[0] for line in declared["dependencies"]}
    assert names <= {line.partition("==")[0] for line in _locked("requirements.lock")}


# Put together here, so that this file does not hold what it looks for.
UNWANTED = re.compile(
    "|".join(
        (
            r"pypi\." + "org",
            r"files\.python" + "hosted",
            r"\b(mirrors?|pypi)\.[a-z]+\.(com|cn|edu|org)",
            r"index-" + "url *=",
            "/" + "work/",
            "/" + "root/",
            "/home/" + "[a-z]",
        )
    )
)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in project_files()
        for number, line in enumerate(_text_of(path).splitlines(), start=1)
        if UNWANTED.search(line)
    ]
    assert found == []
