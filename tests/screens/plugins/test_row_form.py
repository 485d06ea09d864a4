"""A row of a register as a form on a plugin's screen: what is asked for, what is wrong where, what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.registers.register import Record
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.screens.row_form import RowForm
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.builders import fixed_clock
from branchkit.testing.plugin_workspace import BRANCH, a_workspace
from branchkit.widgets.form_model import FieldKind

REGISTER = """
api = 1
title = "走访"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"
default = "@today"

[[column]]
id = "member"
kind = "member"
title = "党员"
required = true

[[column]]
id = "others"
kind = "members"
title = "同去"

[[column]]
id = "way"
kind = "choice"
title = "方式"
choices = { home = "上门", phone = "电话" }

[[column]]
id = "miles"
kind = "number"
title = "里程"
maximum = 100
when = { way = "home" }

[[column]]
id = "phone"
kind = "text"
title = "电话"
personal = true

[[column]]
id = "solved"
kind = "yes-no"
title = "办结"
"""
KIND = "book.trial"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    package = tmp_path / "branchkit_trial"
    (package / "registers").mkdir(parents=True)
    (package / "plugin.toml").write_text('api = 1\ntitle = "试验"\n', encoding="utf-8")
    (package / "registers" / f"{KIND}.toml").write_text(REGISTER, encoding="utf-8")
    plugin = InstalledPlugin("trial", "branchkit_trial", "", "", package)
    members = [Member("m1", BRANCH, "陈建国", 1), Member("m2", BRANCH, "单雄信", 2)]
    with closing(a_workspace(tmp_path / "branch", plugin, members=members)) as opened:
        yield opened


def a_form(workspace: Workspace, values: Mapping[str, object], id: str = "") -> RowForm:
    clock = fixed_clock()
    store, contributions = workspace.store, workspace.contributions
    view = StoreView(store, contributions, node=BRANCH, today=clock().date())
    actions = StoreActions(store, contributions, Actor("测试员"), clock)
    return RowForm(view, actions, Catalog.load("zh_CN"), Record(id, KIND, BRANCH, values))


def kept_values(form: RowForm, *columns: str) -> list[object]:
    assert form.kept is not None
    return [form.kept.values.get(column) for column in columns]


def test_fields_follow_the_columns_and_what_was_filled_in(workspace: Workspace) -> None:
    form = a_form(workspace, {})
    fields = {field.key: field for field in form.fields()}
    assert list(fields) == ["date", "member", "others", "way", "phone", "solved"]
    assert fields["date"].text == "2026-11-20"
    assert fields["date"].tidy("3") == "2026-11-03"
    assert fields["member"].options == (("m1", "陈建国"), ("m2", "单雄信"))
    assert (fields["member"].kind, fields["others"].kind) == (FieldKind.CHOICE, FieldKind.PEOPLE)
    assert fields["way"].options == (("home", "上门"), ("phone", "电话"))
    assert fields["solved"].options == (("yes", "是"), ("no", "否"))
    assert "miles" in [field.key for field in form.fields({"way": "home"})]


def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(workspace: Workspace) -> None:
    form = a_form(workspace, {})
    assert list(form.keep({"member": "m1", "way": "home", "miles": "weit"})) == ["miles"]
    faults = form.keep({"member": "", "way": "home", "miles": "300"})
    assert sorted(faults) == ["member", "miles"]
    assert faults["member"] == "必填，不能空着"
    assert form.kept is None
    assert form.keep({"member": "m1", "others": "m1,m2", "way": "phone", "solved": "no"}) == {}
    assert form.kept is not None
    assert form.kept.values == {
        "date": "2026-11-20",
        "member": "m1",
        "others": ["m1", "m2"],
        "way": "phone",
        "solved": False,
    }


def test_a_masked_value_is_kept_unless_it_is_typed_over(workspace: Workspace) -> None:
    new = a_form(workspace, {})
    new.keep({"member": "m1", "phone": "13912345678", "way": "home", "miles": "3"})
    kept = new.kept
    assert kept is not None
    shown = {**kept.values, "phone": "139****5678"}
    form = a_form(workspace, shown, kept.id)
    (phone,) = [field for field in form.fields() if field.key == "phone"]
    assert (phone.text, phone.masked) == ("", "139****5678")
    assert form.keep({"member": "m2", "others": "", "way": "phone", "solved": ""}) == {}
    assert kept_values(form, "phone", "member", "miles") == ["13912345678", "m2", None]
    assert form.keep({"member": "m2", "phone": "13900000000"}) == {}
    assert kept_values(form, "phone") == ["13900000000"]


def test_who_has_left_the_roll_stays_named(workspace: Workspace) -> None:
    form = a_form(workspace, {"member": "m9", "date": "2026-11-01"})
    (member,) = [field for field in form.fields() if field.key == "member"]
    assert ("m9", "m9") in member.options
