"""The words of the sector's Python parts."""

from __future__ import annotations

from branchkit.api.hooks import plugin_texts

TEXTS = plugin_texts("branchkit_community")
