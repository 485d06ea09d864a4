"""Settings: defaults, checks, and messages that name file, line and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from branchkit.core.access.roles import Role
from branchkit.core.errors import SettingsError
from branchkit.i18n.catalog import Catalog
from branchkit.settings import (
    UserSettings,
    WorkspaceSettings,
    read_user_settings,
    read_workspace_settings,
    user_settings_path,
    write_user_settings,
    write_workspace_settings,
)


def _refusal(path: Path, text: str) -> SettingsError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_user_settings(path)
    return refused.value


def test_without_a_file_everything_is_default(tmp_path: Path) -> None:
    assert read_user_settings(tmp_path / "none.toml") == UserSettings()


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    settings = UserSettings(
        default_workspace=tmp_path / "支部",
        language="en",
        name="张三",
        role=Role.REVIEWER,
        disabled_plugins=("rural",),
        keys={"score.take_proposal": ("=", "f2")},
    )
    path = tmp_path / "deep" / "settings.toml"
    write_user_settings(path, settings)
    assert read_user_settings(path) == settings


def test_only_what_differs_from_the_defaults_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    write_user_settings(path, UserSettings(name="张三"))
    assert path.read_text(encoding="utf-8") == '[user]\nname = "张三"\n'


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    write_user_settings(path, UserSettings(name="张三"))

    def no_room(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(SettingsError) as refused:
        write_user_settings(path, UserSettings(name="李四"))
    assert refused.value.code == "settings.not_written"
    assert read_user_settings(path).name == "张三"
    assert [found.name for found in tmp_path.iterdir()] == ["settings.toml"]


def test_an_unknown_key_is_named_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    error = _refusal(tmp_path / "settings.toml", 'language = "en"\n\n[user]\nnmae = "张三"\n')
    assert error.code == "settings.unknown_key"
    assert error.params == {
        "file": "settings.toml",
        "line": 4,
        "key": "user.nmae",
        "nearest": "user.name",
    }
    text = Catalog.load().error(error)
    assert text == "settings.toml 第 4 行：没有 user.nmae 这一项，最接近的是 user.name"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("language = 3", "wrong_kind", 1),
        ('\nlanguage = "english"', "not_a_choice", 2),
        ('[plugins]\ndisabled = "rural"', "wrong_kind", 2),
        ("[keys]\nundo = 'u'", "wrong_kind", 1),
        ('user = "张三"', "unknown_key", 1),
        ('[usr]\nname = "张三"', "unknown_key", 2),
        ("language = ", "not_toml", 1),
        ('a = 1\nname = "张\n', "not_toml", 2),
    ],
)
def test_every_mistake_has_its_code_and_line(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    error = _refusal(tmp_path / "settings.toml", text)
    assert (error.code, error.params["line"]) == (f"settings.{code}", line)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes('[user]\nname = "张三"\n'.encode("gb18030"))
    with pytest.raises(SettingsError) as refused:
        read_user_settings(path)
    assert refused.value.code == "settings.not_utf8"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('language = "en"\n', encoding="utf-8-sig")
    assert read_user_settings(path).language == "en"


def test_workspace_settings_are_read_as_written(tmp_path: Path) -> None:
    settings = WorkspaceSettings("青石村党支部", "ab12", "rural", "2026-11-20")
    write_workspace_settings(tmp_path, settings)
    assert read_workspace_settings(tmp_path) == settings


def test_what_is_set_for_plugins_is_kept_as_it_is(tmp_path: Path) -> None:
    plugins = {"county": {"patrols": 4, "since": date(2026, 1, 1), "levle": "town"}}
    settings = WorkspaceSettings("青石村党支部", "ab12", "rural", plugins=plugins)
    write_workspace_settings(tmp_path, settings)
    assert read_workspace_settings(tmp_path) == settings


def test_a_section_of_plugins_that_is_none_is_refused(tmp_path: Path) -> None:
    text = 'name = "青石村"\norganization = "a"\nsector = "rural"\nplugins = { county = 4 }\n'
    (tmp_path / "branchkit.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_workspace_settings(tmp_path)
    assert (refused.value.code, refused.value.params["line"]) == ("settings.wrong_kind", 4)


def test_a_workspace_without_its_organization_is_refused(tmp_path: Path) -> None:
    (tmp_path / "branchkit.toml").write_text('name = "青石村"\nsector = "rural"\n', "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_workspace_settings(tmp_path)
    assert refused.value.code == "settings.missing_key"
    assert refused.value.params["key"] == "organization"


def test_the_environment_names_the_settings_file(tmp_path: Path) -> None:
    assert user_settings_path({"BRANCHKIT_CONFIG": str(tmp_path / "x")}) == tmp_path / "x"
    assert user_settings_path({}).name == "settings.toml"


@pytest.mark.parametrize(("former", "role"), [("clerk", Role.REVIEWER), ("county", Role.CONFIRMER)])
def test_roles_of_older_settings_are_read(former: str, role: Role, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'[user]\nrole = "{former}"\n', encoding="utf-8")
    assert read_user_settings(path).role is role
