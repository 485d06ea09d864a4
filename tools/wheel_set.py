"""Builds what an installation without any network needs: our wheel, the sectors', and those that the lock names.

``./run wheels DIR`` calls it; it runs with the Python of ``.venv``, for which the wheels are made. In the folder there are
then the wheels, a Chinese ``README.md`` with the commands, and ``SHA256SUMS``.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
README, SUMS = "README.md", "SHA256SUMS"
TEXT = ROOT / "tools" / "wheel_set.md.in"


class SetError(Exception):
    """The set could not be made; the text says what to do, in both languages."""


def projects() -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder of each of our distributions with what its ``pyproject.toml`` says of it; the program first."""
    for file in (ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))):
        yield file.parent, tomllib.loads(file.read_text(encoding="utf-8"))["project"]


def build_set(target: Path) -> list[Path]:
    """Fill a folder that is new, empty, or holds an earlier set; its wheels. Raises :class:`SetError`."""
    _prepare(target)
    ours = [str(folder) for folder, _project in projects()]
    _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", target, *ours)
    download(target)
    wheels = sorted(target.glob("*.whl"))
    (target / README).write_text(readme(target), encoding="utf-8")
    sums = [f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}\n" for wheel in wheels]
    (target / SUMS).write_text("".join(sums), encoding="utf-8")
    return wheels


def download(target: Path) -> None:
    """What the lock names, each held to its hash. Raises :class:`SetError` where it cannot be had."""
    only = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
    _pip("download", *only, "--dest", target, "--requirement", LOCK)


def readme(target: Path) -> str:
    """The commands for whoever gets the folder."""
    found = dict.fromkeys(project["name"] for _folder, project in projects())
    program, *plugins = found
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        machine=f"{platform.system()} {platform.machine()}",
        program=program,
        plugins=" ".join(plugins),
        some=plugins[0],
        rows="\n".join(f"| `{name}` | {title} |" for name, title in _titles()),
        count=len(list(target.glob("*.whl"))),
    )


def _titles() -> Iterator[tuple[str, str]]:
    for folder, project in projects():
        for manifest in folder.glob("src/*/plugin.toml"):
            title = tomllib.loads(manifest.read_text(encoding="utf-8"))["title"]
            yield project["name"], title["zh_CN"]


def _prepare(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()) and not (target / SUMS).is_file():
        raise SetError(f"{target} 里有别的东西，请换一个空文件夹。 ({target} holds other things)")
    for path in (*target.glob("*.whl"), target / README, target / SUMS):
        path.unlink(missing_ok=True)


def _pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", *map(str, words)]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-4:])
        raise SetError(f"pip {words[0]} 失败，检查网络或 pip 的镜像设置。 (pip failed)\n{said}")


def main(arguments: Sequence[str]) -> int:
    """The folder is told on stdout; 1 with the reason where there is no set."""
    target = Path(arguments[0] if arguments else ROOT / "dist" / "wheels").absolute()
    try:
        wheels = build_set(target)
    except (SetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(target)
    print(f"{len(wheels)} 个安装包，说明见 {target / README}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
