"""``branchkit rollup``: the children of an organisation, as data and as papers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Store
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState

NOVEMBER = Period(2026, 11)
SCHEME = "base/member-month"
Run = Callable[..., Any]


@pytest.fixture
def run(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """A workspace with two branches below its own organisation; runs a command, its JSON or its text."""
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(workspace.directory))
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for org, name in (("b1", "高沟村党支部"), ("b2", "河湾村党支部")):
            branch = Organization(org, name, parent="test", code=org)
            uow.put("", "organization", org, branch.to_body())
            uow.put(org, "member", "m1", Member("m1", org, "陈建国", 1).to_body())
        uow.commit()
    digest = workspace.contributions.schemes[SCHEME].digest
    put_sheet(workspace.store, workspace, "b1", "88", digest)
    put_sheet(workspace.store, workspace, "b2", "66.5", digest)

    def command(*words: str, code: int = exit_codes.OK) -> Any:
        capsys.readouterr()
        assert main(["rollup", *words, "--safe-mode"]) == code
        out = capsys.readouterr().out
        return json.loads(out) if "json" in words else out

    return command


def put_sheet(store: Store, workspace: Workspace, org: str, total: str, digest: str) -> None:
    key = SheetKey(SCHEME, org, NOVEMBER)
    row = {"subject": "m1", "total": total, "complete": True}
    with store.begin(workspace.actor, "test.sheet") as uow:
        uow.put(org, "sheet", str(key), Sheet(key, SheetState.SUBMITTED, digest).to_body())
        uow.put(org, "roll", str(key), {"subjects": ["m1"]})
        uow.put(org, "row", f"{key}/m1", row)
        uow.commit()


def test_json_has_the_whole_and_each_child(run: Run, workspace: Workspace) -> None:
    found = run("2026-11", "--format", "json")
    maximum = workspace.contributions.schemes[SCHEME].maximum
    assert (found["organization"], found["period"], found["of"]) == ("test", "2026-11", "member")
    assert (found["total"]["wanted"], found["total"]["handed"]) == (2, 2)
    assert found["total"]["share"] == pytest.approx(
        float(154.5 / 2 * 100 / float(maximum)), abs=0.06
    )
    assert [(row["organization"], row["rank"]) for row in found["rows"]] == [("b1", 1), ("b2", 2)]
    assert found["rows"][0]["periods"] == {"2026-11": found["rows"][0]["share"]}
    assert sum(part["count"] for part in found["spread"]) == 2


def test_without_a_period_the_latest_that_has_a_sheet_is_meant(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRANCHKIT_NOW", "2026-12-02T09:00:00")
    assert run("--format", "json")["period"] == "2026-11"
    monkeypatch.setenv("BRANCHKIT_NOW", "2027-05-02T09:00:00")
    assert run("--format", "json")["period"] == "2027-05"


def test_csv_has_a_line_for_each_child_and_the_whole(run: Run) -> None:
    head, *lines = run("11月", "--format", "csv").splitlines()
    assert head.startswith("name,wanted,handed,on_time,")
    assert [line.split(",")[0] for line in lines] == ["高沟村党支部", "河湾村党支部", "合计"]


def test_text_and_files_are_the_paper(run: Run, tmp_path: Path) -> None:
    assert "2026年11月党员考核汇总" in run("2026-11")
    for ending in ("html", "xlsx", "docx"):
        run("2026-11", "-o", str(tmp_path / f"r.{ending}"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    assert "高沟村党支部" in page


def test_one_organisation_below_is_meant_by_its_name(run: Run) -> None:
    found = run("2026-11", "--org", "河湾村党支部", "--format", "json")
    assert [(row["organization"], row["own"]) for row in found["rows"]] == [("b2", True)]
    assert run("2026-11", "--of", "党组织", "--format", "json")["rows"][0]["judged"] == 0


def test_what_is_no_period_is_refused(run: Run) -> None:
    run("someday", code=exit_codes.REFUSED)
