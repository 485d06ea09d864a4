"""How whoever works over SSH brings a file home: the commands for scp and sftp, to be typed on their own machine."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

SSH_PORT = 22
_PLAIN = frozenset("/._-+,=@%")
"""Besides letters and figures, what neither a shell nor a file pattern reads as anything else."""
_SHELL = frozenset('"$`!')
"""What a shell still reads between double quotes."""


def fetch_commands(path: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The command for scp and the one for sftp, each putting the file into the folder it is typed in; none outside of SSH.

    The host is the address at which this session was reached, as ``SSH_CONNECTION`` has it (client, its port, server, its port).
    """
    connection = environment.get("SSH_CONNECTION", "").split()
    if len(connection) != 4 or not connection[3].isdecimal():
        return ()
    server, port = connection[2], int(connection[3])
    host = f"[{server}]" if ":" in server else server
    place = _quoted(f"{_user(environment)}@{host}:", str(path.resolve()))
    at_port = "" if port == SSH_PORT else f"-P {port} "
    return f"scp {at_port}{place} .", f"sftp {at_port}{place} ."


def _user(environment: Mapping[str, str]) -> str:
    for variable in ("LOGNAME", "USER"):
        if name := environment.get(variable):
            return name
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _quoted(place: str, path: str) -> str:
    """For the shell at home, and escaped for the far end.

    There a file pattern is read, or by an old scp a shell's words; both take a backslash. Double quotes, since Windows knows no
    others, but where a shell would read on between them.
    """
    if all(_is_plain(character) for character in path):
        return place + path
    escaped = "".join(c if _is_plain(c) else f"\\{c}" for c in path)
    if _SHELL.isdisjoint(path):
        return f'"{place}{escaped}"'
    return shlex.quote(place + escaped)


def _is_plain(character: str) -> bool:
    return character.isalnum() or character in _PLAIN
