"""An installed plugin made up for one test: a package and its entry point in a folder that Python looks through."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

MANIFEST = 'api = 1\ntitle = { zh_CN = "河湖巡护", en = "Rivers" }\n'
HOOKS = "from branchkit.api.hooks import *\nfrom branchkit.api.hooks import hookimpl\n"


@contextmanager
def installed(
    folder: Path, files: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The package ``trial_county``, plugin ``county``; its modules are forgotten afterwards."""
    package = folder / "trial_county"
    for name, text in {"__init__.py": "", "plugin.toml": MANIFEST, **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if "hooks.py" in files:
        text = f'{MANIFEST}hooks = "trial_county.hooks"\n'
        (package / "plugin.toml").write_text(text, encoding="utf-8")
    info = folder / "trial_county-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "entry_points.txt").write_text("[branchkit]\ncounty = trial_county\n")
    monkeypatch.syspath_prepend(str(folder))
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "trial_county"]:
        del sys.modules[name]
