"""Texts that come with data: a scheme's title, a register's column label, in two languages.

The program's own sentences live in the catalogs (``i18n/``); what a pack, a plugin or a county
declares carries its words along.
"""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.values import frozen


@frozen
class LocalText:
    """One text in Chinese and, where somebody wrote it, in English."""

    zh_CN: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in ``language``, Chinese where there is no other."""
        return (self.en or self.zh_CN) if language == "en" else (self.zh_CN or self.en)

    @classmethod
    def of(cls, value: str | Mapping[str, str]) -> LocalText:
        """From a declaration: a bare string is Chinese, a table has ``zh_CN`` and ``en``."""
        if isinstance(value, str):
            return cls(value)
        return cls(value.get("zh_CN", ""), value.get("en", ""))


NO_TEXT = LocalText("")
