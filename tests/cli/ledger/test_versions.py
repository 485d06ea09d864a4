"""What other versions have written: opened for ever, and kept as it is where this one does not know it."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import fixed_clock
from branchkit.toml.targets import DATABASE_FILE

KEPT = Path(__file__).parents[2] / "store" / "kept"
WORKSPACES = sorted(path.relative_to(KEPT) for path in KEPT.glob("format-*/*.tar.xz"))
Run = Callable[..., Any]


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Put a kept workspace into a folder of the test, and work in it."""

    def unpack(kept: Path) -> Path:
        with tarfile.open(KEPT / kept) as archive:
            archive.extractall(tmp_path, filter="data")
        folder = tmp_path / kept.name.removesuffix(".tar.xz")
        monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(folder))
        monkeypatch.setenv("BRANCHKIT_ACTOR", "测试员:confirmer")
        return folder

    return unpack


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that succeeds; its JSON."""

    def command(*words: str) -> Any:
        capsys.readouterr()
        code = main([*words, "--format", "json"])
        told = capsys.readouterr()
        assert code == exit_codes.OK, told.err
        return json.loads(told.out)

    return command


def org_of(kept: Path) -> str:
    return "o0001" if "tree" in kept.name else "demo"


# Older ones


def test_there_are_three_of_the_first_format() -> None:
    assert len([path for path in WORKSPACES if path.parent.name == "format-1"]) == 3
    assert all((KEPT / path).stat().st_size < 200_000 for path in WORKSPACES)


@pytest.mark.parametrize("kept", WORKSPACES, ids=str)
def test_a_workspace_of_an_older_version_is_listed_scored_and_verified(
    unpacked: Callable[[Path], Path], run: Run, kept: Path
) -> None:
    unpacked(kept)
    org = ("--org", org_of(kept))
    before = run("verify")
    assert before["whole"]
    members = run("members", "list", *org)
    assert {"陈建国", "欧阳若兰"} <= {member["name"] for member in members}
    first, *_ = run("sheet", "show", "2026-11", *org)
    main(["sheet", "set", "2026-11", first["subject"], "general", "1", "--reason", "核对", *org])
    again, *_ = run("sheet", "show", "2026-11", *org)
    assert (again["general"], again["total"]) == (1, first["total"] - first["general"] + 1)
    run("members", "edit", "欧阳若兰", "--post", "组织委员", *org)
    after = run("verify")
    assert after["whole"]
    assert after["entries"] == before["entries"] + 2


@pytest.mark.parametrize("kept", WORKSPACES, ids=str)
def test_dues_that_an_older_version_kept_as_one_sum_are_read_and_added_to(
    unpacked: Callable[[Path], Path], run: Run, kept: Path
) -> None:
    unpacked(kept)
    org = ("--org", org_of(kept))
    account = run("dues", "account", "2026", *org)
    month = next(line["account_month"] for line in account if Decimal(line["paid"]))
    before = {row["name"]: row for row in run("dues", "show", month, *org)}
    paid = {name for name, row in before.items() if Decimal(row["paid"])}
    name = sorted(paid)[0]
    run("dues", "pay", month, name, "--amount", "0.20", *org)
    run("dues", "pay", month, name, "--amount", "0.20", *org)
    again = {row["name"]: row for row in run("dues", "show", month, *org)}
    added = Decimal(again[name]["paid"]) - Decimal(before[name]["paid"])
    assert (added, again[name]["due"]) == (Decimal("0.40"), before[name]["due"])
    assert {n: row for n, row in again.items() if n != name} == {
        n: row for n, row in before.items() if n != name
    }


# Newer ones

NEW = {"field_of_2027": {"x": ["y", 1]}}


def planted(kept: Path, folder: Path) -> None:
    """What a newer version may have written without raising the format: into every kind of document."""
    org = org_of(kept)
    with (
        SqliteStore.open(folder / DATABASE_FILE, fixed_clock()) as store,
        store.begin(Actor("新版"), "newer.version") as uow,
    ):
        for document in [
            document
            for kind in ("member", "case", "sheet", "row", "roll", "record/book.meeting")
            for document in uow.scan(org, kind)
        ]:
            body = {**document.body, **deepcopy(NEW)}
            match document.kind:
                case "member" if document.id == "m0002":
                    body |= {
                        "category": "lifelong",
                        "mobility": "orbiting",
                        "member_class": "guest",
                    }
                case "case":
                    body["events"] = {key: {**e, **NEW} for key, e in body["events"].items()}
                    body["events"]["999"] = {"kind": "blessed", "on": "2026-11-19", **NEW}
                case "sheet":
                    body["passages"] = [[*p, "more"] for p in body["passages"]]
                    body["passages"].append(["bless", "blessed", "2026-11-19", "x", "", "more"])
                case "record/book.meeting":
                    body["values"] = {**body["values"], "column_of_2027": "x"}
                    if document.id.endswith("001"):
                        body["values"]["kind"] = "hologram"
                case "row":
                    body["cells"] = {key: {**cell, **NEW} for key, cell in body["cells"].items()}
                    body["extras"] = [["bonus", "1", "note", "2026-11-01", "more"]]
            uow.put(org, document.kind, document.id, body)
        for document in list(uow.scan("", "organization")):
            body = {**document.body, **NEW}
            body["history"] = [{**m, **NEW} for m in body.get("history", [])]
            body["history"].append({"turn": "launched", "on": "2026-11-19", **NEW})
            if document.id != org:
                body |= {"formation": "floating", "kind": "commune"}
            uow.put("", "organization", document.id, body)
        uow.put(org, "kind_of_2027", "a", dict(NEW))
        uow.commit()


COMMANDS = (
    *(("members", "list"), ("members", "show", "m0001"), ("members", "show", "m0002")),
    *(("case", "list"), ("org", "list"), ("org", "check"), ("record", "list", "book.meeting")),
    *(("record", "list", "roll.members"), ("sheet", "show", "2026-11"), ("due",), ("history",)),
    *(("register", "check"), ("meeting", "calendar", "2026"), ("report", "notice", "2026-11")),
    ("export", "roll.members"),
    ("verify",),
)


@pytest.mark.parametrize("kept", WORKSPACES, ids=str)
def test_what_a_newer_version_knows_ends_no_command(
    unpacked: Callable[[Path], Path], capsys: pytest.CaptureFixture[str], kept: Path
) -> None:
    planted(kept, unpacked(kept))
    for words in COMMANDS:
        code = main([*words] if words[0] in ("verify", "due") else [*words, "--org", org_of(kept)])
        told = capsys.readouterr()
        assert code in (exit_codes.OK, exit_codes.PROBLEMS), (words, told.err)


def test_what_a_newer_version_knows_is_shown_as_such(
    unpacked: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Path("format-1/rural.tar.xz")
    planted(kept, unpacked(kept))
    main(["members", "show", "m0002"])
    told = capsys.readouterr()
    assert "“lifelong”（本版本不识）" in told.out
    assert "field_of_2027" in told.out + told.err


@pytest.mark.parametrize("kept", WORKSPACES, ids=str)
def test_what_a_newer_version_knows_is_kept_when_something_else_is_changed(
    unpacked: Callable[[Path], Path], run: Run, kept: Path
) -> None:
    folder, org = unpacked(kept), org_of(kept)
    planted(kept, folder)
    run("members", "edit", "m0002", "--post", "组织委员", "--org", org)
    run("org", "edit", org, "--phone", "12000000001")
    subject = run("sheet", "show", "2026-11", "--org", org)[0]["subject"]
    main(["sheet", "set", "2026-11", subject, "general", "1", "--reason", "核对", "--org", org])
    meeting, *_ = run("record", "list", "book.meeting", "--org", org)
    run("record", "edit", "book.meeting", meeting["id"], "topic=改过", "--org", org)
    with SqliteStore.open(folder / DATABASE_FILE, fixed_clock()) as store:
        member = store.get(org, "member", "m0002")
        organization = store.get("", "organization", org)
        record = store.get(org, "record/book.meeting", meeting["id"])
        for document in (member, organization, record):
            assert document is not None
            assert document.body["field_of_2027"] == NEW["field_of_2027"]
        assert record is not None
        assert (record.body["values"]["column_of_2027"], record.body["values"]["topic"]) == (
            "x",
            "改过",
        )
        assert member is not None
        assert (member.body["category"], member.body["post"]) == ("lifelong", "组织委员")
        assert organization is not None
        assert organization.body["history"][-1] == {"turn": "launched", "on": "2026-11-19", **NEW}
        for document in store.scan(org, "row"):
            if document.id.endswith(f"2026-11/{subject}"):
                assert document.body["field_of_2027"] == NEW["field_of_2027"]
                assert document.body["cells"]["general"]["p"] == "1"
                for cell in document.body["cells"].values():
                    assert cell["field_of_2027"] == NEW["field_of_2027"]
                assert document.body["extras"][0][4] == "more"
        assert store.verify() == []


def test_a_sheet_in_a_state_that_is_not_known_is_shown_and_left_alone(
    unpacked: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = unpacked(Path("format-1/rural.tar.xz"))
    with (
        SqliteStore.open(folder / DATABASE_FILE, fixed_clock()) as store,
        store.begin(Actor("新版"), "newer.version") as uow,
    ):
        for document in list(uow.scan("demo", "sheet")):
            if document.id.endswith("@2026-11"):
                uow.put("demo", "sheet", document.id, {**document.body, "state": "gateway-review"})
        uow.commit()
    assert main(["sheet", "show", "2026-11"]) == exit_codes.OK
    assert "“gateway-review”（本版本不识）" in capsys.readouterr().err
    for words in (["set", "2026-11", "m0001", "general", "1"], ["review", "2026-11"]):
        assert main(["sheet", *words]) == exit_codes.REFUSED
        assert "gateway-review" in capsys.readouterr().err
