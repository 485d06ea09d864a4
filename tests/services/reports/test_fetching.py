"""The commands that bring a file home over SSH, as a shell reads them."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from branchkit.services.reports.fetching import fetch_commands

SESSION = {"SSH_CONNECTION": "10.0.0.9 50312 10.0.0.5 22", "USER": "li"}


def test_outside_of_ssh_there_is_nothing_to_fetch() -> None:
    assert fetch_commands(Path("/a/b.docx"), {"USER": "li"}) == ()
    assert fetch_commands(Path("/a/b.docx"), {"SSH_CONNECTION": "?", "USER": "li"}) == ()


def test_a_plain_path_is_typed_as_it_is() -> None:
    assert fetch_commands(Path("/srv/清溪/2026年11月通报.docx"), SESSION) == (
        "scp li@10.0.0.5:/srv/清溪/2026年11月通报.docx .",
        "sftp li@10.0.0.5:/srv/清溪/2026年11月通报.docx .",
    )


def test_another_port_and_an_address_of_the_newer_kind() -> None:
    session = {**SESSION, "SSH_CONNECTION": "fe80::9 50312 fe80::5 2222"}
    scp, sftp = fetch_commands(Path("/a/b.docx"), session)
    assert scp == "scp -P 2222 li@[fe80::5]:/a/b.docx ."
    assert sftp == "sftp -P 2222 li@[fe80::5]:/a/b.docx ."


@pytest.mark.parametrize(
    "name",
    [
        "十月 通报.docx",
        "a'b.docx",
        'a"b.docx',
        "a$HOME.docx",
        "[1]*?.docx",
        "a;b&(c).docx",
        "a!b`c`",
    ],
)
def test_a_shell_hands_the_escaped_path_on_and_a_second_one_finds_the_file(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text("纸", "utf-8")
    for command in fetch_commands(file, SESSION):
        _program, place, here = shlex.split(command)
        assert here == "."
        far = place.removeprefix("li@10.0.0.5:")
        # As an old scp has it: the far shell reads the words once more.
        found = subprocess.run(["sh", "-c", f"cat -- {far}"], capture_output=True, check=True)
        assert found.stdout.decode() == "纸"
        printed = ["sh", "-c", f"printf %s {command.split(' ', 1)[1].removesuffix(' .')}"]
        assert subprocess.run(printed, capture_output=True, check=True).stdout.decode() == place
