"""What tests need beyond Python: the one list, and the one place that looks.

``./run test`` asks it for the packages to install (``python tests/system_tools.py`` prints them); a test that needs a
tool says so with ``@pytest.mark.needs("tmux")``. It runs before anything is installed: the standard library only.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

TOOLS: Mapping[str, str] = {
    "tmux": "tmux",
    "lowriter": "libreoffice-writer",
    "localc": "libreoffice-calc",
    "pdftotext": "poppler-utils",
    "chromium": "chromium",
    "zsh": "zsh",
    "fish": "fish",
    "mandoc": "mandoc",
    "pipx": "pipx",
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
}
"""Program, or file of a font → the package of Debian and its descendants that brings it."""
FONTS = Path("/usr/share/fonts")


def is_there(tool: str) -> bool:
    """Whether a program or a font of the list can be found."""
    if tool.endswith(".ttc"):
        return any(FONTS.rglob(tool))
    # Servers stand where only root has its path.
    return shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is not None


def missing() -> list[str]:
    """Those of the list that are not there."""
    return [tool for tool in TOOLS if not is_there(tool)]


def command_for(tools: Iterable[str]) -> str:
    """The command that brings them."""
    return f"apt-get install {' '.join(sorted({TOOLS[tool] for tool in tools}))}"


if __name__ == "__main__":
    print(*sorted({TOOLS[tool] for tool in missing()}))
