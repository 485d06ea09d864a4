"""The sector's own words."""

from __future__ import annotations

from branchkit.plugin.manifests import plugin_texts

TEXTS = plugin_texts("branchkit_enterprise")
