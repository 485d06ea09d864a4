"""A text that is asked for and not there fails the test: on a screen it would show as its key."""

from __future__ import annotations

import pytest

from branchkit.core.texts import LocalText
from branchkit.plugin.manifests import PluginTexts


@pytest.fixture(autouse=True)
def every_text_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def local(self: PluginTexts, key: str) -> LocalText:
        return self.texts[key]

    monkeypatch.setattr(PluginTexts, "local", local)
