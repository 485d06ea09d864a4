"""``branchkit users`` and ``access`` as the installed program runs them, and that no command goes around the rights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.bootstrap import create_workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import fixed_clock
from branchkit.toml.targets import DATABASE_FILE


@pytest.fixture
def township(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committee with two branches, and nobody in any list of users."""
    directory = tmp_path / "town"
    create_workspace(
        directory,
        name="清溪镇党委",
        sector="rural",
        clock=fixed_clock(),
        actor=Actor("周"),
        organization="town",
        kind=OrganizationKind.COMMITTEE,
    )
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(directory))
    monkeypatch.setenv("BRANCHKIT_ACTOR", "zhou")
    for name in ("青石村党支部", "柳坝村党支部"):
        assert main(["org", "add", "--parent", "town", "--name", name]) == exit_codes.OK
    return directory


@pytest.fixture
def peopled(township: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """With an administrator, a secretary and a reviewer."""
    people = (
        ("zhou", "周管理", "管理员", ""),
        ("li", "李书记", "书记", "青石村党支部"),
        ("wang", "王干事", "审核人", "清溪镇党委"),
    )
    for login, name, role, node in people:
        words = ["users", "add", login, "--name", name, "--role", role, "--node", node]
        assert main(words) == exit_codes.OK
    capsys.readouterr()
    return township


def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], who: str, *words: str
) -> tuple[int, str, str]:
    monkeypatch.setenv("BRANCHKIT_ACTOR", who)
    capsys.readouterr()
    code = main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_first_user_administers_everything(
    township: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["users", "add", "li", "--role", "书记", "--node", "青石村党支部"]
    assert main(words) == exit_codes.REFUSED
    assert "第一个用户" in capsys.readouterr().err


def test_the_last_administrator_stays(peopled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "remove", "zhou"]) == exit_codes.REFUSED
    assert "最后一个" in capsys.readouterr().err
    assert main(["users", "change", "zhou", "--take", "管理员"]) == exit_codes.REFUSED


def test_nobody_else_gets_in(
    peopled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(monkeypatch, capsys, "sun", "members", "list")
    assert (code, out) == (exit_codes.REFUSED, "")
    assert "“sun”不是本工作区的用户" in err
    main_as_zhou = called(monkeypatch, capsys, "zhou", "users", "remove", "wang")
    assert main_as_zhou[0] == exit_codes.OK
    assert "已经离开" in called(monkeypatch, capsys, "wang", "members", "list")[2]


def test_a_secretary_works_at_home_and_nowhere_else(
    peopled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ("members", "add", "--name", "陈建国", "--sex", "男")
    assert called(monkeypatch, capsys, "li", *add)[0] == exit_codes.OK
    code, _out, err = called(monkeypatch, capsys, "wang", *add, "--org", "town")
    assert (code, "登记和自评" in err) == (exit_codes.REFUSED, True)
    code, out, _err = called(monkeypatch, capsys, "li", "org", "list", "--format", "json")
    assert [o["name"] for o in json.loads(out)] == ["清溪镇党委", "青石村党支部"]
    for words in (("backup",), ("verify",), ("users", "add", "x", "--role", "查看人")):
        assert called(monkeypatch, capsys, "li", *words)[0] == exit_codes.REFUSED, words


def test_personal_data_is_masked_by_right(
    peopled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called(monkeypatch, capsys, "li", "members", "add", "--name", "陈建国", "--sex", "男")
    node = json.loads(called(monkeypatch, capsys, "li", "access", "list", "--format", "json")[1])
    org = node[0]["node"]
    unmask = ("members", "list", "--org", org, "--unmask", "id")
    code, out, err = called(monkeypatch, capsys, "wang", *unmask)
    assert (code, out, "显示个人信息" in err) == (exit_codes.REFUSED, "", True)
    assert called(monkeypatch, capsys, "li", *unmask)[0] == exit_codes.OK
    _code, out, _err = called(monkeypatch, capsys, "zhou", "access", "refused", "--format", "json")
    assert [(r["by"], r["operation"]) for r in json.loads(out)] == [("王干事", "unmask")]


def test_why(
    peopled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = called(
        monkeypatch, capsys, "zhou", "access", "why", "wang", "审核", "青石村党支部"
    )
    assert code == exit_codes.OK
    assert "凭的是：清溪镇党委的审核人" in out
    code, out, _err = called(
        monkeypatch, capsys, "zhou", "access", "why", "wang", "score", "青石村党支部"
    )
    assert code == exit_codes.PROBLEMS
    assert "有这个权限的：李书记" in out


def test_a_workspace_without_users_notices_nothing(township: Path) -> None:
    from branchkit.bootstrap import open_workspace
    from branchkit.i18n.catalog import Catalog
    from branchkit.settings import UserSettings

    workspace = open_workspace(
        township,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=Actor("谁都行"),
        clock=fixed_clock(),
    )
    try:
        assert type(workspace.store) is SqliteStore
        assert workspace.organization == "town"
        assert workspace.actor == Actor("谁都行")
    finally:
        workspace.close()
    with SqliteStore.open(township / DATABASE_FILE, fixed_clock()) as store:
        assert not store.has_users
