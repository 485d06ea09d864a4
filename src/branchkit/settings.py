"""What a user and a workspace have set: two TOML files, each declared once below.

A declaration gives every key its kind, default and meaning; reading, checking and the messages all
come from it. A file that cannot be used raises :class:`~branchkit.core.errors.SettingsError` with
file, line and key, and the nearest key there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from branchkit.core.access.roles import FORMER_ROLES, Role
from branchkit.core.actors import Actor
from branchkit.core.errors import SettingsError
from branchkit.core.text_width import cleaned
from branchkit.core.texts import is_other_language
from branchkit.core.values import frozen
from branchkit.toml.atomic import replacement
from branchkit.toml.source import TomlSource, nearest
from branchkit.toml.targets import WORKSPACE_FILE

START_PLACES = (
    "home",
    "scoring",
    "members",
    "registers",
    "meetings",
    "dues",
    "development",
    "organizations",
    "reports",
)
"""Where the app can begin; ids of ``screens/places``."""


class Declared(NamedTuple):
    """One setting. ``kind`` is ``text``, ``list`` (of texts), ``texts`` (a section: name → text), ``yes-no``, ``date``, ``keys`` (a
    section: action id → keys) or ``table`` (a section of sections, which others read)."""

    key: str
    kind: str
    default: Any = ""
    choices: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    """Choices that are still read, and offered no more."""
    required: bool = False


USER_SETTINGS = (
    Declared("default_workspace", "text"),
    Declared("language", "text", "zh_CN", choices=("zh_CN", "en")),
    Declared("start", "text", "home", choices=START_PLACES),
    Declared("theme", "text"),
    Declared("pictures", "text", "plain", choices=("plain", "blocks")),
    Declared("mouse", "text", "auto", choices=("auto", "on", "off")),
    Declared("clipboard", "text", "auto", choices=("auto", "terminal", "file")),
    Declared("user.name", "text"),
    Declared(
        "user.role", "text", str(Role.SECRETARY), choices=tuple(Role), former=tuple(FORMER_ROLES)
    ),
    Declared("plugins.disabled", "list", ()),
    Declared("keys", "keys", {}),
)
WORKSPACE_SETTINGS = (
    Declared("name", "text", required=True),
    Declared("organization", "text", required=True),
    Declared("sector", "text", required=True),
    Declared("created", "date"),
    Declared("plugins", "table", {}),
    Declared("paper", "table", {}),
    Declared("theme", "text"),
)


@frozen
class UserSettings:
    """What one user has set on this machine, for all workspaces."""

    default_workspace: Path | None = None
    """Opened when no other is named."""
    language: str = "zh_CN"
    start: str = "home"
    """The place that the app opens first, one of :data:`START_PLACES`."""
    theme: str = ""
    """The id of the theme that is worn; empty: the workspace's, or the usual looks."""
    pictures: str = "plain"
    """With what months are drawn as a line: ``plain`` figures, or ``blocks``, which some terminals draw two cells wide."""
    mouse: str = "auto"
    """``on``, ``off``, or ``auto``: where the terminal is known to have one."""
    clipboard: str = "auto"
    """Where a copied block goes: ``terminal``, ``file``, or ``auto``: to the terminal where that is known to take it."""
    name: str = ""
    """What the ledger writes down; empty: the login name."""
    role: Role = Role.SECRETARY
    disabled_plugins: tuple[str, ...] = ()
    """Ids of plugins that are not loaded."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action id → the keys that replace its own."""


@frozen
class WorkspaceSettings:
    """What belongs to one workspace, for all its users."""

    name: str
    """The organisation's full name, as papers print it."""
    organization: str
    """Id of the organisation that the workspace was made for."""
    sector: str
    """A plugin's sector id."""
    created: str = ""
    """ISO date."""
    plugins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Plugin → what is set for it, as the file has it; ``plugin/setting_files`` says what of it can be used."""
    paper: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Organisation → what its official papers have, as the file has it; ``services/reports/official`` says what can be used."""
    theme: str = ""
    """The id of the theme for whoever has chosen none."""


@frozen
class Settings:
    """Both together, as an open workspace carries them."""

    user: UserSettings
    workspace: WorkspaceSettings


def user_settings_path(environment: Mapping[str, str]) -> Path:
    """Where a user's settings stand: ``BRANCHKIT_CONFIG``, else the platform's configuration folder."""
    if named := environment.get("BRANCHKIT_CONFIG"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("branchkit") / "settings.toml"


def actor_of(environment: Mapping[str, str], settings: UserSettings) -> Actor:
    """Who is at the keyboard. ``BRANCHKIT_ACTOR`` is ``name`` or ``name:role``, for scripts."""
    name, _, role = environment.get("BRANCHKIT_ACTOR", "").partition(":")
    return Actor(
        name=cleaned(name or settings.name or _login_name(environment)),
        role=Role(role) if role in (*Role, *FORMER_ROLES) else settings.role,
    )


def _login_name(environment: Mapping[str, str]) -> str:
    for variable in ("LOGNAME", "USER"):
        if name := environment.get(variable):
            return name
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "-"


def read_user_settings(path: Path) -> UserSettings:
    """The user's settings; the defaults when there is no file."""
    if not path.exists():
        return UserSettings()
    values = _read(path, USER_SETTINGS)
    folder = values["default_workspace"]
    return UserSettings(
        default_workspace=Path(folder).expanduser() if folder else None,
        language=values["language"],
        start=values["start"],
        theme=values["theme"],
        pictures=values["pictures"],
        mouse=values["mouse"],
        clipboard=values["clipboard"],
        name=values["user.name"],
        role=Role(values["user.role"]),
        disabled_plugins=tuple(values["plugins.disabled"]),
        keys={action: tuple(keys) for action, keys in values["keys"].items()},
    )


def write_user_settings(path: Path, settings: UserSettings) -> None:
    """Write what differs from the defaults; comments in the file are not kept."""
    values = {
        "default_workspace": str(settings.default_workspace or ""),
        "language": settings.language,
        "start": settings.start,
        "theme": settings.theme,
        "pictures": settings.pictures,
        "mouse": settings.mouse,
        "clipboard": settings.clipboard,
        "user.name": settings.name,
        "user.role": str(settings.role),
        "plugins.disabled": list(settings.disabled_plugins),
        "keys": {action: list(keys) for action, keys in settings.keys.items()},
    }
    _write(path, USER_SETTINGS, values)


def is_workspace(directory: Path) -> bool:
    """Whether a folder has been made a workspace, to the end."""
    return (directory / WORKSPACE_FILE).is_file()


def read_workspace_settings(directory: Path) -> WorkspaceSettings:
    """The settings in a workspace's folder."""
    values = _read(directory / WORKSPACE_FILE, WORKSPACE_SETTINGS)
    return WorkspaceSettings(**values)


def write_workspace_settings(directory: Path, settings: WorkspaceSettings) -> None:
    """Write a workspace's ``branchkit.toml`` anew, without comments and what is left at its default.

    Raises :class:`SettingsError` ``not_written``.
    """
    values = {
        "name": settings.name,
        "organization": settings.organization,
        "sector": settings.sector,
        "created": date.fromisoformat(settings.created) if settings.created else "",
        "plugins": {id: dict(values) for id, values in settings.plugins.items() if values},
        "paper": {org: dict(values) for org, values in settings.paper.items() if values},
        "theme": settings.theme,
    }
    _write(directory / WORKSPACE_FILE, WORKSPACE_SETTINGS, values)


def _read(path: Path, declared: tuple[Declared, ...]) -> dict[str, Any]:
    source = _source(path)
    found = dict(_flattened(source.data, declared))
    known = {setting.key: setting for setting in declared}
    for key, value in found.items():
        _check(known, key, value, partial(_place, source, path, tuple(key.split("."))))
    for setting in declared:
        if setting.required and not found.get(setting.key):
            raise SettingsError("missing_key", file=path.name, key=setting.key)
    return {s.key: _plain(found.get(s.key, s.default)) for s in declared}


def read_section(
    directory: Path, section: tuple[str, ...], declared: tuple[Declared, ...]
) -> dict[str, Any] | None:
    """What one section of a workspace's file sets of what is declared, None where it is not there.

    Raises :class:`SettingsError` as for the file itself.
    """
    path = directory / WORKSPACE_FILE
    source = _source(path)
    found: Any = source.data
    for name in section:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return None
    known = {setting.key: setting for setting in declared}
    for key, value in found.items():
        _check(known, key, value, partial(_place, source, path, (*section, key)))
    return {s.key: found.get(s.key, s.default) for s in declared}


def _source(path: Path) -> TomlSource:
    source, problems = TomlSource.load(path)
    if source is not None:
        return source
    fault = problems[0]
    match fault.code:
        case "toml.unreadable":
            raise SettingsError("unreadable", file=str(path), detail=fault.params["detail"])
        case "toml.encoding":
            raise SettingsError("not_utf8", file=path.name)
    raise SettingsError("not_toml", file=path.name, line=fault.place.line)


def _flattened(
    document: Mapping[str, Any], declared: tuple[Declared, ...], prefix: str = ""
) -> list[tuple[str, Any]]:
    """Dotted keys and values; a section that is declared as a whole stays one value."""
    whole = {setting.key for setting in declared if setting.kind in ("keys", "table")}
    sections = {s.key.rpartition(".")[0] for s in declared} - {""}
    pairs: list[tuple[str, Any]] = []
    for name, value in document.items():
        key = f"{prefix}{name}"
        if key in sections and not isinstance(value, dict):
            pairs.append((key, value))
        elif isinstance(value, dict) and key not in whole:
            pairs.extend(_flattened(value, declared, f"{key}.") or [(key, value)])
        else:
            pairs.append((key, value))
    return [pair for pair in pairs if pair[1] != {} or pair[0] in whole]


def _place(source: TomlSource, path: Path, key: tuple[str, ...]) -> dict[str, object]:
    return {"file": path.name, "key": ".".join(key), "line": source.line_of(*key)}


def _check(
    known: Mapping[str, Declared], key: str, value: object, place: Callable[[], dict[str, object]]
) -> None:
    """Lines are counted only where something is wrong."""
    setting = known.get(key)
    if setting is None:
        raise SettingsError("unknown_key", nearest=nearest(key, known, 0.0), **place())
    if not _is_of(setting.kind, value):
        raise SettingsError("wrong_kind", expected=setting.kind, **place())
    if (
        setting.key == "language"
        and is_other_language(str(value))
        and not nearest(str(value), ("en",))
    ):
        return  # A plugin may bring it; where none does, the shell says so.
    if setting.choices and value not in (*setting.choices, *setting.former):
        raise SettingsError("not_a_choice", value=value, choices=setting.choices, **place())


def _is_of(kind: str, value: object) -> bool:
    match kind:
        case "list":
            return _is_texts(value)
        case "keys":
            return isinstance(value, dict) and all(_is_texts(keys) for keys in value.values())
        case "table":
            return isinstance(value, dict) and all(isinstance(t, dict) for t in value.values())
        case "texts":
            return isinstance(value, dict) and _is_texts(list(value.values()))
        case "yes-no":
            return isinstance(value, bool)
        case "date":
            return isinstance(value, date)
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _write(path: Path, declared: tuple[Declared, ...], values: Mapping[str, Any]) -> None:
    import tomli_w

    document: dict[str, Any] = {}
    for setting in declared:
        value = values[setting.key]
        if not value or (value == setting.default and not setting.required):
            continue
        *sections, name = setting.key.split(".")
        part = document
        for section in sections:
            part = part.setdefault(section, {})
        part[name] = value
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A user's settings name who they are: a new file is its owner's alone.
        with replacement(path.resolve(), mode=0o600) as file:
            file.write(tomli_w.dumps(document).encode())
    except OSError as error:
        raise SettingsError("not_written", file=str(path), detail=error.strerror) from error
