"""Demo records without Python: recipes are read with every mistake told, and followed the same way every time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import Problem
from branchkit.core.members.member import Contact, Member, Mobility
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import Register
from branchkit.plugin.demo_files import read_demo
from branchkit.plugin.demo_making import made_records
from branchkit.plugin.demos import DemoRecipe, DemoRecord, DemoRhythm, DemoScene
from branchkit.plugin.register_files import read_register
from branchkit.services.demo.members import demo_members
from branchkit.toml.source import TomlSource

from .trials import MANIFEST, METRICS, SCHEME, MakePlugin, codes, hooks, load

TODAY = date(2026, 11, 20)
MONTHS = tuple(Period(2026, month) for month in (9, 10, 11))
DATED = """
api = 1
title = "接诊"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"
"""
REGISTER = (
    DATED.replace('dated_by = "date"', 'dated_by = "date"\nsettled_by = "done_on"')
    + """
[[column]]
id = "member"
kind = "member"
title = "党员"
required = true

[[column]]
id = "place"
kind = "text"
title = "地点"
required = true

[[column]]
id = "state"
kind = "choice"
title = "状态"

[column.choices]
open = "未办结"
closed = { zh_CN = "已办结", en = "Closed" }

[[column]]
id = "done_on"
kind = "date"
title = "办结"
when = { state = "closed" }

[[column]]
id = "hours"
kind = "number"
title = "小时"
minimum = 0
maximum = 8

[[column]]
id = "cost"
kind = "money"
title = "花费"

[[column]]
id = "told"
kind = "yes-no"
title = "告知"

[[column]]
id = "present"
kind = "members"
title = "参加"

[[column]]
id = "tools"
kind = "list"
title = "用具"

[[column]]
id = "count"
kind = "number"
title = "人数"
formula = { count = "present" }

[[column]]
id = "why"
kind = "text"
title = "原因"
when = { count = { at_most = 0 } }
"""
)
PLACES = '[columns]\nplace = ["门诊", "病房"]\n'


def a_register(text: str = REGISTER) -> Register:
    source, problems = TomlSource.read_text(text, "registers/book.trial.toml")
    assert source is not None, problems
    register, problems = read_register(source, "book.trial", "trial")
    assert register is not None, problems
    return register


def read(text: str, register: Register | None = None) -> tuple[DemoRecipe | None, list[Problem]]:
    source, problems = TomlSource.read_text(f"api = 1\n{text}", "demo/book.trial.toml")
    assert source is not None, problems
    return read_demo(source, register or a_register())


def a_recipe(text: str, register: Register | None = None) -> DemoRecipe:
    recipe, problems = read(text, register)
    assert recipe is not None, problems
    return recipe


def a_scene(members: tuple[Member, ...] | None = None) -> DemoScene:
    if members is None:
        members = tuple(demo_members("b1", TODAY, Random(1), 40))
    return DemoScene("b1", TODAY, MONTHS, members, Random(7), "health")


def made(
    text: str, register: Register | None = None, scene: DemoScene | None = None
) -> list[DemoRecord]:
    return list(made_records(a_recipe(text, register), scene or a_scene(), Random(5)))


def values(records: list[DemoRecord], column: str) -> list[object]:
    return [record.values.get(column) for record in records]


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (f'every = "day"\n{PLACES}', "toml.unknown_choice", "every"),
        (f'per = "membr"\n{PLACES}', "toml.misspelt_choice", "per"),
        (f"count = 0\n{PLACES}", "demo.count", "count"),
        (f"among = 2\n{PLACES}", "demo.among", "among"),
        (f'per = "member"\namong = 0\n{PLACES}', "demo.among", "among"),
        (f"share = 101\n{PLACES}", "demo.share", "share"),
        (f"counts = 2\n{PLACES}", "toml.misspelt_key", "counts"),
        (f'{PLACES}plase = "院内"\n', "demo.column", "columns.plase"),
        (f"{PLACES}count = 3\n", "demo.column", "columns.count"),
        (f'{PLACES}state = "halted"\n', "record.unknown_choice", "columns.state"),
        (f"{PLACES}hours = 9\n", "record.too_large", "columns.hours"),
        (f'{PLACES}hours = "several"\n', "record.not_of_kind", "columns.hours"),
        (f"{PLACES}hours = {{ from = 5, to = 2 }}\n", "demo.range", "columns.hours"),
        (f"{PLACES}hours = {{ days = [1, 2] }}\n", "demo.key", "columns.hours.days"),
        (f'{PLACES}done_on = "2026-11-03"\n', "demo.value", "columns.done_on"),
        (f"{PLACES}done_on = {{ days = [9, 3] }}\n", "demo.days", "columns.done_on.days"),
        (f"{PLACES}told = {{ share = 120 }}\n", "demo.share", "columns.told.share"),
        (f'{PLACES}member = "陈建国"\n', "demo.value", "columns.member"),
        (f'{PLACES}date = "2026-11-03"\n', "demo.value", "columns.date"),
        ('[[sample]]\nplace = "门诊"\n[[sample]]\ntold = true\n', "demo.open", ""),
        ("", "demo.open", ""),
    ],
)
def test_a_mistake_is_told_with_its_key(text: str, code: str, key: str) -> None:
    recipe, problems = read(text)
    assert recipe is None
    assert [(problem.code, problem.place.key) for problem in problems] == [(code, key)]


def test_a_number_that_has_to_be_there_needs_bounds() -> None:
    column = '\n[[column]]\nid = "votes"\nkind = "number"\ntitle = "票"\nrequired = true\n'
    _recipe, problems = read("", a_register(DATED + column))
    assert [problem.code for problem in problems] == ["demo.open"]
    assert a_recipe("[columns]\nvotes = { from = 3, to = 9 }", a_register(DATED + column))
    assert a_recipe("", a_register(f"{DATED}{column}minimum = 1\nmaximum = 4\n"))


def test_a_column_that_some_rows_need_stands_in_some_samples() -> None:
    reason = (
        '\n[[column]]\nid = "why"\nkind = "text"\ntitle = "原因"\nrequired = true\n'
        "when = { late = true }\n"
    )
    late = '\n[[column]]\nid = "late"\nkind = "yes-no"\ntitle = "逾期"\n'
    register = a_register(f"{DATED}{late}{reason}")
    samples = '[[sample]]\nlate = true\nwhy = "停电"\n[[sample]]\nlate = false\n'
    assert set(values(made(f"count = 4\n{samples}", register), "why")) == {"停电", None}
    _recipe, problems = read("", register)
    assert [problem.code for problem in problems] == ["demo.open"]


def test_a_register_of_members_has_no_records_to_make_up() -> None:
    text = 'api = 1\ntitle = "名册"\nrows = "members"\n'
    column = '[[column]]\nid = "name"\nkind = "text"\ntitle = "姓名"\nfield = "name"\n'
    _recipe, problems = read("", a_register(text + column))
    assert [problem.code for problem in problems] == ["demo.no_records"]


def test_values_are_written_as_one_would_type_them() -> None:
    recipe = a_recipe(
        f'{PLACES}state = "已办结"\nhours = 2.50\ncost = 1200\ntools = ["血压计、听诊器", "轮椅"]\n'
    )
    assert {id: column.values for id, column in recipe.columns.items()} == {
        "place": ("门诊", "病房"),
        "state": ("closed",),
        "hours": ("2.50",),
        "cost": ("1200.00",),
        "tools": (["血压计", "听诊器"], ["轮椅"]),
    }


def test_what_is_left_out_follows_from_the_register() -> None:
    scene = a_scene()
    records = made(f"count = 20\n{PLACES}", scene=scene)
    register = a_register()
    ids = {member.id for member in scene.members}
    assert len(records) == 60
    assert {record.register for record in records} == {"book.trial"}
    for record in records:
        assert check_values(register, record.values, ids) == []
    assert set(values(records, "state")) == {"open", "closed"}
    hours = [Decimal(str(number)) for number in values(records, "hours")]
    assert min(hours) >= 0 and max(hours) <= 8 and len(set(hours)) > 4
    # Nobody has said what it costs, and no row needs a reason.
    assert set(values(records, "cost")) == set(values(records, "why")) == {None}


def test_the_same_scene_gives_the_same_records() -> None:
    text = f"count = 5\n{PLACES}"
    assert made(text) == made(text)
    assert made(text) != list(made_records(a_recipe(text), a_scene(), Random(6)))


def test_rows_fall_on_the_months_up_to_today() -> None:
    days = [date.fromisoformat(str(day)) for day in values(made(f"count = 30\n{PLACES}"), "date")]
    assert Counter(day.month for day in days) == {9: 30, 10: 30, 11: 30}
    assert max(days) <= TODAY


def test_weekly_rows_stand_on_mondays() -> None:
    days = values(made(f'every = "week"\n{PLACES}'), "date")
    assert days[:2] == ["2026-09-07", "2026-09-14"]
    assert days[-1] == "2026-11-16"
    assert len(days) == 11


def test_what_is_made_once_may_stand_before_the_demo_begins() -> None:
    text = f'every = "once"\ncount = 9\n{PLACES}date = {{ days = [-300, -200] }}\n'
    days = [date.fromisoformat(str(day)) for day in values(made(text), "date")]
    assert len(days) == 9
    # 300 and 200 days before 1 September 2026.
    assert date(2025, 11, 5) <= min(days) and max(days) <= date(2026, 2, 13)


def test_each_member_who_is_here_has_rows_of_their_own() -> None:
    base = demo_members("b1", TODAY, Random(1), 40)
    here = [
        member.id
        for member in base
        if member.mobility is not Mobility.OUT and member.contact is not Contact.LOST
    ]
    records = made(f'every = "once"\nper = "member"\n{PLACES}')
    assert 0 < len(here) < 40
    assert values(records, "member") == here


def test_of_a_hundred_rows_so_many_are_made_and_columns_filled() -> None:
    text = f'per = "member"\nshare = 50\n{PLACES}told = {{ share = 0 }}\nhours = {{ share = 50 }}\n'
    records = made(text)
    full = len(made(f'per = "member"\n{PLACES}'))
    assert full * 0.35 < len(records) < full * 0.65
    assert set(values(records, "told")) == {False}
    unfilled = values(records, "hours").count(None)
    assert len(records) * 0.3 < unfilled < len(records) * 0.7


def test_values_of_a_sample_belong_together() -> None:
    pairs = {("门诊", "closed"), ("病房", "open")}
    text = "".join(f'[[sample]]\nplace = "{p}"\nstate = "{s}"\n' for p, s in sorted(pairs))
    records = made(f"count = 10\n{text}")
    assert {(record.values["place"], record.values["state"]) for record in records} == pairs


def test_all_samples_come_before_one_comes_again() -> None:
    text = "".join(f'[[sample]]\nplace = "{number}号"\n' for number in range(5))
    places = values(made(f'every = "once"\ncount = 10\n{text}'), "place")
    assert (
        sorted(map(str, places[:5])) == sorted(map(str, places[5:])) == [f"{n}号" for n in range(5)]
    )


def test_rows_of_a_few_members_are_of_the_same_few_all_along() -> None:
    members = values(made(f'every = "week"\nper = "member"\namong = 2\n{PLACES}'), "member")
    assert len(members) == 22
    assert set(Counter(members).values()) == {11}
    few = made(f'every = "once"\nper = "member"\namong = 99\n{PLACES}')
    assert len(few) == len(made(f'every = "once"\nper = "member"\n{PLACES}'))


def test_a_condition_keeps_a_column_empty_and_what_lies_ahead_is_open() -> None:
    records = made(f"count = 40\n{PLACES}done_on = {{ days = [5, 5] }}\n")
    for record in records:
        day = date.fromisoformat(str(record.values["date"]))
        done = record.values.get("done_on")
        if record.values["state"] == "open" or (TODAY - day).days < 5:
            assert done is None
        else:
            assert done is not None
            assert (date.fromisoformat(str(done)) - day).days == 5
    assert any(values(records, "done_on"))


def test_a_row_that_repeats_another_is_left_out() -> None:
    unique = REGISTER.replace("settled_by", 'unique = [["place"]]\nsettled_by')
    records = made(f"count = 4\n{PLACES}", a_register(unique))
    assert sorted(map(str, values(records, "place"))) == ["病房", "门诊"]


def test_nobody_is_made_up_where_nobody_is_here() -> None:
    assert made(PLACES, scene=a_scene(members=())) == []


RECIPE = 'api = 1\nper = "member"\n'
TRIAL = DATED + '\n[[column]]\nid = "member"\nkind = "member"\ntitle = "党员"\n'
FILES = {
    "registers/book.trial.toml": TRIAL,
    "metrics/book.trial.toml": METRICS,
    "schemes/month.toml": SCHEME.format(id="county/month"),
}


def test_a_plugin_without_python_brings_a_demo(make_plugin: MakePlugin) -> None:
    contributions = load(make_plugin("county", {**FILES, "demo/book.trial.toml": RECIPE}))
    first = contributions.demos["county"](a_scene())
    assert {record.register for record in first} == {"book.trial"}
    assert contributions.demos["county"](a_scene()) == first
    assert contributions.failures == []


def test_a_recipe_is_made_for_the_plugins_sectors_only(make_plugin: MakePlugin) -> None:
    files = {**FILES, "demo/book.trial.toml": RECIPE}
    plugin = make_plugin("county", files, manifest=f'{MANIFEST}sectors = ["water"]\n')
    assert load(plugin).demos["county"](a_scene()) == []


def test_a_recipe_goes_with_a_hook(make_plugin: MakePlugin) -> None:
    body = (
        "@hookimpl\ndef branchkit_demo(scene):\n"
        '    return [DemoRecord("book.trial", {"date": "2026-11-02"})]\n'
    )
    with_hook = hooks("county", body)
    with_hook["files"] = {**FILES, **with_hook["files"], "demo/book.trial.toml": RECIPE}  # type: ignore[dict-item]
    contributions = load(make_plugin("county", **with_hook))
    records = contributions.demos["county"](a_scene())
    assert records[0].values == {"date": "2026-11-02"}
    assert len(records) > 40


def test_a_recipe_with_a_mistake_costs_its_own_records_only(make_plugin: MakePlugin) -> None:
    demo = {"demo/book.trial.toml": f"{RECIPE}count = 0\n", "demo/book.nowhere.toml": RECIPE}
    contributions = load(make_plugin("county", {**FILES, **demo}))
    assert contributions.demos["county"](a_scene()) == []
    contributions.read_all()
    assert codes(contributions) == [("county", "declaration")] * 2
    told = sorted(failure.problem.code for failure in contributions.failures if failure.problem)
    assert told == ["demo.count", "metric.misspelt_register"]
    assert "county/month" in contributions.schemes


def test_another_recipe_changes_nothing_in_the_first(make_plugin: MakePlugin) -> None:
    alone = load(make_plugin("county", {**FILES, "demo/book.trial.toml": RECIPE}))
    rows = alone.demos["county"](a_scene())
    again = {"demo/book.talk.toml": 'api = 1\n[columns]\ntopic = "家访"\nviews = "无"\n'}
    both = load(make_plugin("county", again))
    assert [r for r in both.demos["county"](a_scene()) if r.register == "book.trial"] == rows


def test_rhythms_are_words_of_the_file() -> None:
    assert [str(rhythm) for rhythm in DemoRhythm] == ["month", "week", "once"]
