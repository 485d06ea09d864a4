"""Whatever makes a command fail, no word of it, and no line of the log, holds what is known of a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.errors import StoreError
from branchkit.core.members.member import Member
from branchkit.store.connection import Connection
from branchkit.toml.targets import DATABASE_FILE

SECRETS = ("11010519491231002X", "110105194912310", "13800005678", "幸福路十八号")
"""The number, the part of it that a cut would leave, a phone and an address."""

COMMANDS = (
    ("verify",),
    ("verify", "--format", "json"),
    ("doctor",),
    ("members", "list"),
    ("members", "list", "--format", "json"),
    ("members", "edit", "陈建国", "--post", "委员"),
    ("members", "add", "--name", "新人"),
    ("history",),
    ("record", "list", "roll.members"),
    ("export", "roll.members"),
    ("report", "notice", "2026-11"),
    ("sheet", "open", "2026-11"),
    ("due",),
    ("backup", "copy.db"),
    ("restore", "damaged.db", "--force"),
)


@pytest.fixture
def database(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The closed database of a branch of three."""
    with workspace.store.begin(workspace.actor, "member.import") as uow:
        for number, name in enumerate(("陈建国", "欧阳若兰", "单守信"), start=1):
            person = Member(
                f"m{number}",
                "test",
                name,
                number,
                birth="1949-12-31",
                citizen_id=SECRETS[0],
                phone=SECRETS[2],
                address=SECRETS[3],
            )
            uow.put("test", "member", person.id, person.to_body())
        uow.commit()
    workspace.close()
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(workspace.directory))
    monkeypatch.chdir(tmp_path)
    return workspace.directory / DATABASE_FILE


@pytest.fixture
def told(isolated: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command; all that it said and wrote into the log, in which there is nothing secret."""

    def run(*words: str) -> str:
        try:
            code: object = main([*words, "--safe-mode"])
        except SystemExit as refused:
            # A word that argparse does not take.
            code = refused.code
        captured = capsys.readouterr()
        logs = [path.read_text(encoding="utf-8") for path in isolated.rglob("branchkit.log*")]
        text = "".join((captured.out, captured.err, *logs))
        for secret in SECRETS:
            assert secret not in text, words
        assert "Traceback" not in captured.err, words
        assert code != exit_codes.CRASH, (words, captured.err, logs)
        return captured.err

    return run


def damage(database: Path, change: Callable[[str], bytes]) -> None:
    """Put bytes in place of what is kept of the first member, and a copy of all of it to be restored."""
    with closing(sqlite3.connect(database)) as connection:
        (body,) = connection.execute("SELECT body FROM document WHERE id = 'm1'").fetchone()
        connection.execute(
            "UPDATE document SET body = CAST(? AS TEXT) WHERE id = 'm1'", (change(body),)
        )
        connection.commit()
    Path("damaged.db").write_bytes(database.read_bytes())


DAMAGES: dict[str, Callable[[str], bytes]] = {
    "no UTF-8": lambda body: body.encode().replace("陈".encode(), b"\xe9\x99\xff"),
    "no JSON": lambda body: body.encode()[:-1],
    "a lone surrogate": lambda body: body.encode().replace("陈".encode(), b"\xed\xa0\x80"),
    "another shape": lambda body: b"[" + body.encode() + b"]",
    "another name of a field": lambda body: body.encode().replace(b"phone", b"phonf"),
    "a number in a name of a field": lambda body: body.encode().replace(
        b'":"' + SECRETS[0].encode(), b":" + SECRETS[0].encode() + b'":"'
    ),
    "another type": lambda body: body.encode().replace(b'"number":1', b'"number":"1"'),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_record(database: Path, told: Callable[..., str], kind: str) -> None:
    damage(database, DAMAGES[kind])
    for words in COMMANDS:
        told(*words)


def test_a_lone_surrogate_in_an_argument(database: Path, told: Callable[..., str]) -> None:
    add = ("members", "add", "--name", "Z\udced\udca0\udc80")
    assert "不是 UTF-8 的字" in told(*add, "--phone", SECRETS[2])
    told(*add, "--citizen-id", SECRETS[0])
    assert "不是 UTF-8 的字" in told("members", "edit", "m1", "--post", "\ud800")


def test_a_disk_that_is_full(
    database: Path, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Connection.run

    def full(self: Connection, sql: str, *values: object) -> list[object]:
        if sql == "COMMIT":
            raise StoreError("disk_full", path=str(self.path), detail="")
        return run(self, sql, *values)

    monkeypatch.setattr(Connection, "run", full)
    add = ("members", "add", "--name", "新人", "--phone", SECRETS[2])
    assert "磁盘已满" in told(*add)


def test_an_unexpected_error(
    database: Path, isolated: Path, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Member) -> dict[str, object]:
        raise ValueError(f"cannot write {self!r}")

    monkeypatch.setattr(Member, "to_body", broken)
    with pytest.raises(AssertionError, match="ValueError"):
        told("members", "edit", "m1", "--post", "委员")
    (log,) = isolated.rglob("branchkit.log")
    assert SECRETS[0] not in log.read_text(encoding="utf-8")
