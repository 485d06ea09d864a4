"""What a plugin lets its users set: declared with types and bounds, read from the workspace's file, a figure of its schemes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import PluginError
from branchkit.core.organizations.organization import Organization
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.manifests import read_manifest
from branchkit.plugin.setting_values import Setting
from branchkit.testing.plugin_view import FakeView

from .trials import MANIFEST, METRICS, REGISTER, SCHEME, MakePlugin, codes, load

TODAY = date(2026, 11, 20)
SETTINGS = """
[[setting]]
id = "visits"
kind = "number"
title = { zh_CN = "应走访几次", en = "Visits wanted" }
default = 2
minimum = 1
maximum = 31

[[setting]]
id = "place"
kind = "text"
title = { zh_CN = "地点", en = "Place" }

[[setting]]
id = "strict"
kind = "yes-no"
title = { zh_CN = "从严", en = "Strict" }
default = false

[[setting]]
id = "since"
kind = "date"
title = { zh_CN = "从哪天起", en = "Since" }

[[setting]]
id = "level"
kind = "choice"
title = { zh_CN = "哪一级", en = "Level" }
default = "town"
choices = { town = { zh_CN = "镇", en = "Town" }, county = { zh_CN = "县", en = "County" } }
"""
DEFAULTS = {"visits": Decimal(2), "place": "", "strict": False, "since": None, "level": "town"}
WORKSPACE = 'name = "高沟村党支部"\norganization = "v1"\nsector = "rural"\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the plugin "trial" in its folder, whose scheme takes a figure from its settings."""
    directory = tmp_path / "ws"
    folder = directory / "plugins" / "trial"
    scheme = SCHEME.format(id="trial/month").replace(
        "target = 2", 'target = { rule = "settings/visits" }'
    )
    for name, text in {
        "plugin.toml": MANIFEST + SETTINGS,
        "registers/book.trial.toml": REGISTER,
        "metrics/book.trial.toml": METRICS,
        "schemes/month.toml": scheme,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return directory


def setting_in(workspace: Path, text: str) -> Contributions:
    (workspace / "branchkit.toml").write_text(f"{WORKSPACE}{text}", encoding="utf-8")
    found = load_contributions(workspace, installed=lambda: ())
    found.read_all()
    return found


def target(found: Contributions) -> object:
    """What the scheme's only rule asks for."""
    return found.schemes["trial/month"].criteria[0].rule.target  # type: ignore[attr-defined]


def test_without_anything_set_the_defaults_count(workspace: Path) -> None:
    found = setting_in(workspace, "")
    assert found.failures == []
    assert found.settings == {"trial": DEFAULTS}
    assert target(found) == 2


def test_what_is_set_has_the_type_of_its_kind(workspace: Path) -> None:
    text = '[plugins.trial]\nvisits = 4.5\nplace = "高沟"\nstrict = true\nsince = 2026-01-01\nlevel = "county"\n'
    found = setting_in(workspace, text)
    assert found.failures == []
    assert found.settings["trial"] == {
        "visits": Decimal("4.5"),
        "place": "高沟",
        "strict": True,
        "since": date(2026, 1, 1),
        "level": "county",
    }


def test_a_number_is_a_figure_of_the_plugins_schemes(workspace: Path) -> None:
    before = setting_in(workspace, "").schemes["trial/month"]
    found = setting_in(workspace, "[plugins.trial]\nvisits = 4\n")
    after = found.schemes["trial/month"]
    assert target(found) == 4
    assert before.digest != after.digest  # open sheets are added up anew
    (figure,) = after.criteria[0].figures
    assert (figure.reference, figure.value) == ("settings/visits", Decimal(4))
    assert figure.citation.title.zh_CN == "试验"


def test_a_scheme_knows_the_figures_of_its_own_plugin_only(
    workspace: Path, make_plugin: MakePlugin
) -> None:
    scheme = SCHEME.format(id="other/month").replace(
        "target = 2", 'target = { rule = "settings/visits" }'
    )
    (workspace / "branchkit.toml").write_text(WORKSPACE, encoding="utf-8")
    other = make_plugin("other", {"schemes/month.toml": scheme})
    found = load_contributions(workspace, installed=lambda: [other])
    found.read_all()
    assert "other/month" not in found.schemes
    assert ("other", "declaration") in codes(found)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('visits = "4"', "toml.not_number"),
        ("visits = 40", "setting.bounds"),
        ("strict = 1", "toml.not_flag"),
        ('since = "2026-01-01"', "toml.not_date"),
        ('level = "towm"', "toml.misspelt_choice"),
        ("place = 3", "toml.not_text"),
        ("visit = 3", "toml.misspelt_key"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line_and_the_default_counts(
    workspace: Path, line: str, code: str
) -> None:
    found = setting_in(workspace, f"[plugins.trial]\n{line}\n")
    (failure,) = found.failures
    assert failure.plugin == "trial"
    assert failure.problem is not None
    assert (failure.problem.code, failure.problem.place.line) == (code, 5)
    assert failure.place.endswith("branchkit.toml:5")
    assert found.settings["trial"] == DEFAULTS


def test_a_section_for_a_plugin_of_nearly_that_name_is_named(workspace: Path) -> None:
    found = setting_in(workspace, "[plugins.trail]\nvisits = 3\n[plugins.long-gone]\nx = 1\n")
    (failure,) = found.failures
    assert failure.problem is not None
    assert failure.problem.code == "setting.misspelt_plugin"
    assert failure.problem.params == {"found": "trail", "nearest": "trial"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('id = "x"\nkind = "number"\ntitle = "数"\n', "toml.missing_key", 4),
        ('id = "x"\nkind = "numbr"\ntitle = "数"\ndefault = 1\n', "toml.misspelt_choice", 6),
        (
            'id = "x"\nkind = "number"\ntitle = "数"\ndefault = 9\nmaximum = 5\n',
            "setting.bounds",
            8,
        ),
        ('id = "x"\nkind = "choice"\ntitle = "数"\ndefault = "a"\n', "setting.no_choices", 4),
        ('id = "X y"\nkind = "text"\ntitle = "数"\n', "declaration.id_form", 5),
        ('id = "x"\nkind = "text"\ntitle = "数"\nminimum = 1\n', "toml.unknown_key", 8),
    ],
)
def test_a_setting_declared_wrongly_is_named(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    path = tmp_path / "plugin.toml"
    path.write_text(f"{MANIFEST}[[setting]]\n{text}", encoding="utf-8")
    manifest, problems = read_manifest(path)
    assert manifest is None
    assert (problems[0].code, problems[0].place.line) == (code, line)


def test_two_settings_of_one_id_are_named(tmp_path: Path) -> None:
    path = tmp_path / "plugin.toml"
    one = '[[setting]]\nid = "x"\nkind = "text"\ntitle = "数"\n'
    path.write_text(MANIFEST + one + one, encoding="utf-8")
    _manifest, problems = read_manifest(path)
    assert [problem.code for problem in problems] == ["declaration.twice"]


def declared(tmp_path: Path) -> dict[str, Setting]:
    path = tmp_path / "plugin.toml"
    path.write_text(MANIFEST + SETTINGS, encoding="utf-8")
    manifest, problems = read_manifest(path)
    assert problems == []
    assert manifest is not None
    return {setting.id: setting for setting in manifest.settings}


@pytest.mark.parametrize(
    ("id", "text", "value"),
    [
        ("visits", " 8 ", Decimal(8)),
        ("visits", "8.0", Decimal(8)),
        ("visits", "1.5", Decimal("1.5")),
        ("visits", "", Decimal(2)),
        ("strict", "是", True),
        ("strict", "No", False),
        ("since", "11.3", date(2026, 11, 3)),
        ("since", "", None),
        ("level", "县", "county"),
        ("level", "Town", "town"),
        ("level", "county", "county"),
        ("place", "高沟", "高沟"),
        ("place", "", ""),
    ],
)
def test_what_is_typed_becomes_a_value(tmp_path: Path, id: str, text: str, value: object) -> None:
    read = declared(tmp_path)[id].read(text, TODAY)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("id", "text", "code"),
    [
        ("visits", "eight", "setting_kind"),
        ("visits", "NaN", "setting_kind"),
        ("visits", "1e999", "setting_kind"),
        ("visits", "32", "setting_bounds"),
        ("visits", "0", "setting_bounds"),
        ("strict", "也许", "setting_kind"),
        ("since", "某天", "setting_kind"),
        ("level", "市", "setting_choice"),
    ],
)
def test_what_cannot_be_set_is_refused(tmp_path: Path, id: str, text: str, code: str) -> None:
    with pytest.raises(PluginError) as refused:
        declared(tmp_path)[id].read(text, TODAY)
    assert refused.value.code == f"plugin.{code}"


READING = """
from decimal import Decimal
from branchkit.api.hooks import *
from branchkit.api.hooks import hookimpl
from branchkit.api.scoring import Measurement


def measure(view):
    wanted = view.workspace.settings("a")["visits"]
    return {view.scope.org: Measurement("a/wanted", wanted)}


@hookimpl
def branchkit_metrics():
    return [ComputedMetric("a/wanted", LocalText("一", "One"), SubjectKind.ORGANIZATION, measure)]
"""


def test_python_reads_them_from_the_view_it_is_given(make_plugin: MakePlugin) -> None:
    manifest = f'{MANIFEST}hooks = "trial_a.hooks"\n{SETTINGS}'
    found = load(make_plugin("a", {"hooks.py": READING}, manifest=manifest))
    branch = [Organization("v1", "高沟村党支部")]

    def wanted(view: FakeView) -> object:
        measured = found.computed["a/wanted"].measure(view.metric_view("v1", Period(2026, 11)))
        return measured["v1"].value

    assert wanted(FakeView(organizations=branch, contributions=found)) == 2
    given = {"a": {"visits": Decimal(7)}}
    assert wanted(FakeView(organizations=branch, contributions=found, settings=given)) == 7
