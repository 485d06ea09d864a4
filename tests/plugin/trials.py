"""Plugins made up for tests: what their files hold, and loading them."""

from __future__ import annotations

from collections.abc import Callable

from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions

MANIFEST = 'api = 1\ntitle = { zh_CN = "试验", en = "Trial" }\nholds = ["trial"]\n'
REGISTER = """
api = 1
title = "走访"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"

[[column]]
id = "member"
kind = "member"
title = "党员"
"""
METRICS = """
api = 1

[[metric]]
id = "made"
title = "走访次数"
about = "member"
aggregate = "count"
member = "member"
"""
SCHEME = """
api = 1
id = "{id}"
title = "月度积分"
subject = "member"
period = "month"

[[criterion]]
id = "visits"
title = "走访"
short = "走访"
maximum = 10
feeds = "book.trial/made"
rule = {{ kind = "proportional", target = 2 }}
"""

MakePlugin = Callable[..., InstalledPlugin]


def load(*plugins: InstalledPlugin, **options: object) -> Contributions:
    return load_contributions(None, installed=lambda: plugins, **options)  # type: ignore[arg-type]


def hooks(id: str, body: str) -> dict[str, object]:
    """What to pass to ``make_plugin`` for a plugin with this Python."""
    text = f"from branchkit.api.hooks import *\nfrom branchkit.api.hooks import hookimpl\n{body}"
    return {
        "files": {"hooks.py": text},
        "manifest": f'{MANIFEST}hooks = "trial_{id}.hooks"\n',
    }


def codes(contributions: Contributions) -> list[tuple[str, str]]:
    return [(failure.plugin, failure.code) for failure in contributions.failures]
