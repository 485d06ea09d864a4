"""The sector's own words."""

from __future__ import annotations

from branchkit.api.hooks import plugin_texts

TEXTS = plugin_texts("branchkit_enterprise")
