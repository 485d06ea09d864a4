"""``branchkit review`` and ``terms`` as they are typed, by three levels in one workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import create_workspace, open_workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import add_organization, keep
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.township import BELOW, COMMITTEE, GAOGOU, QINGSHI, TOWN, put_members

SCHEME = """id = "local/member-month"
title = "党员月度积分"
subject = "member"
period = "month"

[[criterion]]
id = "life"
title = "组织生活"
short = "组织"
maximum = 10
rule = { kind = "judged" }

[[criterion]]
id = "post"
title = "岗位"
short = "岗位"
maximum = 10
rule = { kind = "judged" }
"""


class Office:
    """Types commands as one of three people, on a day."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.code, self.out, self.err = 0, "", ""

    def types(self, who: str, *words: str, on: str = "2026-12-03") -> Any:
        """What a command answers, read from its JSON."""
        self._monkeypatch.setenv("BRANCHKIT_ACTOR", who)
        self._monkeypatch.setenv("BRANCHKIT_NOW", f"{on}T09:00:00")
        self._capsys.readouterr()
        self.code = main([*words, "--format", "json"])
        self.out, self.err = self._capsys.readouterr()
        return json.loads(self.out) if self.out else None

    def hand_up(self, org: str, on: str) -> None:
        for words in (("open",), ("fill", "--with", "8"), ("submit",)):
            self.types("李书记", "sheet", words[0], "2026-11", *words[1:], "--org", org, on=on)
            assert self.code == exit_codes.OK, self.err


CLERK, COUNTY = "王干事:clerk", "县委:county"


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    directory, clock, actor = (
        tmp_path / "town",
        fixed_clock("2026-11-20T09:00:00+08:00"),
        Actor("办"),
    )
    create_workspace(
        directory,
        name="白水乡党委",
        sector="rural",
        clock=clock,
        actor=actor,
        organization=TOWN,
    )
    (directory / "schemes" / "member-month.toml").write_text(SCHEME, encoding="utf-8")
    catalog, settings = Catalog.load("zh_CN"), UserSettings()
    opened = open_workspace(
        directory, settings=settings, catalog=catalog, actor=actor, clock=clock, safe_mode=True
    )
    with opened.store.begin(actor, "test.build") as uow:
        keep(uow, COMMITTEE)
        for organization in BELOW:
            add_organization(uow, organization)
        for org in (GAOGOU, QINGSHI):
            put_members(uow, org, 2)
        uow.commit()
    opened.close()
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(directory))
    return Office(capsys, monkeypatch)


def test_a_month_goes_up_and_comes_back(office: Office) -> None:
    office.types(CLERK, "terms", "set", "2026-11", "--due", "2026-12-01", "--closes", "2026-12-04")
    office.hand_up(GAOGOU, "2026-12-01")
    office.hand_up(QINGSHI, "2026-12-03")
    queue = office.types(CLERK, "review", "queue", "2026-11")
    assert {line["name"]: line["timeliness"] for line in queue} == {
        "高沟村第一党支部": "on-time",
        "青石村党支部": "late",
    }
    excuse = ("--until", "2026-12-05", "--reason", "停电")
    granted = office.types(CLERK, "terms", "extend", "2026-11", "青石村", *excuse)
    assert granted[1]["reason"] == "停电" and granted[1]["due"] == "2026-12-05"
    late = office.types(CLERK, "review", "queue", "2026-11", "--show", "late")
    assert late == []

    of_qingshi = ("--org", "青石村党支部")
    refused = office.types(CLERK, "review", "adjust", "2026-11", "life", "--by", "-1", *of_qingshi)
    assert (office.code, refused) == (exit_codes.REFUSED, None)
    assert "写明理由" in office.err
    why = ("--reason", "缺会议记录")
    office.types(CLERK, "review", "adjust", "2026-11", "life", "--by", "-1", *of_qingshi, *why)
    office.types(CLERK, "review", "looked", "2026-11", "党员1", "岗位", *of_qingshi)
    shown = office.types(CLERK, "review", "show", "2026-11", *of_qingshi)
    assert [(c["own"], c["reviewed"], c["stands"], c["by"]) for c in shown[:2]] == [
        (8, 7, 7, "王干事"),
        (8, None, 8, ""),
    ]
    assert [cell["looked"] for cell in shown[:2]] == ["", True]

    remark = ("--remark", "党员2", "组织", "补会议记录", "--reason", "有一格要改")
    returned = office.types(CLERK, "review", "return", "2026-11", *of_qingshi, *remark)
    assert (returned["state"], returned["remarks"]) == ("returned", 1)
    missing = office.types(CLERK, "review", "queue", "2026-11", "--show", "已退回")
    assert [(line["name"], line["reason"]) for line in missing] == [("青石村党支部", "有一格要改")]
    # Its exception keeps the sheet open, the other branch's term is over.
    office.types("李书记", "sheet", "submit", "2026-11", "--org", QINGSHI, on="2026-12-05")
    assert office.code == exit_codes.OK

    agreed = office.types(CLERK, "review", "agree", "2026-11", "--all")
    assert sorted(agreed["done"]) == [GAOGOU, QINGSHI]
    confirmed = office.types(COUNTY, "review", "agree", "2026-11", "高沟村第一党支部", "--confirm")
    assert confirmed == {"done": [GAOGOU], "refused": []}
    office.types(COUNTY, "sheet", "unconfirm", "2026-11", "--org", GAOGOU, "--reason", "复核")
    assert office.code == exit_codes.OK


def test_after_its_term_a_sheet_is_closed(office: Office) -> None:
    office.types(CLERK, "terms", "set", "2026-11", "--closes", "2026-12-04")
    office.types("李书记", "sheet", "open", "2026-11", "--org", QINGSHI)
    score = ("sheet", "set", "2026-11", "党员1", "岗位", "7", "--org", QINGSHI)
    office.types("李书记", *score, on="2026-12-05")
    assert office.code == exit_codes.REFUSED and "2026-12-04 截止" in office.err
    office.types("李书记", *score, on="2026-12-04")
    assert office.code == exit_codes.OK


def test_a_sample_is_drawn_with_its_seed_and_can_be_drawn_again(office: Office) -> None:
    drawn = office.types(CLERK, "review", "sample", "2026-11", "--size", "1", "--seed", "7")
    assert len(drawn) == 1 and "种子 7" in office.err
    again = office.types(CLERK, "review", "sample", "2026-11", "--size", "1", "--seed", "7")
    assert again == drawn == office.types(CLERK, "review", "sample", "2026-11")
    sampled = office.types(CLERK, "review", "queue", "2026-11", "--show", "sampled")
    assert [line["organization"] for line in sampled] == [drawn[0]["organization"]]
    office.hand_up(QINGSHI, "2026-12-01")
    cells = office.types(
        CLERK, "review", "sample", "2026-11", "--org", QINGSHI, "--cells", "--size", "3"
    )
    assert len(cells) == 3


@pytest.mark.parametrize("query", ["青石村党支部", "青石", QINGSHI])
def test_every_command_takes_an_organisation_by_name_or_id(office: Office, query: str) -> None:
    office.hand_up(query, "2026-11-20")
    assert [line["name"] for line in office.types("李书记", "members", "list", "--org", query)] == [
        "党员1",
        "党员2",
    ]
    assert office.types("李书记", "sheet", "show", "2026-11", "--org", query)
    office.types("李书记", "sheet", "show", "2026-11", "--org", "没有的支部")
    assert office.code == exit_codes.REFUSED
    assert "没有的支部" in office.err
