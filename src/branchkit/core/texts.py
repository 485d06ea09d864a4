"""Texts that come with data: a scheme's title, a register's column label, in Chinese, English and whatever else somebody wrote.

The program's own sentences live in the catalogs (``i18n/``); what a pack, a plugin or a county
declares carries its words along.

Headers and fixed terms of rosters that are written in traditional characters become the simplified ones this program knows;
personal names are never converted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from branchkit.core.values import frozen


@frozen
class LocalText:
    """One text in Chinese and, where somebody wrote it, in English and further languages."""

    zh_CN: str
    en: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Language and text, of languages that plugins bring."""

    def in_language(self, language: str) -> str:
        """The text in ``language``, Chinese where there is no other."""
        for other, text in self.others:
            if other == language:
                return text
        return (self.en or self.zh_CN) if language == "en" else (self.zh_CN or self.en)

    @classmethod
    def of(cls, value: str | Mapping[str, str]) -> LocalText:
        """From a declaration: a bare string is Chinese, a table has ``zh_CN``, ``en`` and further languages."""
        if isinstance(value, str):
            return cls(value)
        others = tuple((key, text) for key, text in value.items() if is_other_language(key))
        return cls(value.get("zh_CN", ""), value.get("en", ""), others)


NO_TEXT = LocalText("")

BUILT_IN_LANGUAGES = ("zh_CN", "en")
_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2}|_[A-Z][a-z]{3})?")


def is_other_language(code: str) -> bool:
    """Whether a word is the code of a language that the program does not have: ``zh_TW``, ``bo``, ``mn_Mong``."""
    return _CODE.fullmatch(code) is not None and code not in BUILT_IN_LANGUAGES


_PAIRS = """
別别 黨党 職职 務务 時时 間间 證证 號号 碼码 聯联 繫系 係系 電电 話话 機机 歷历 學学 轉转 預预 備备 員员 類类
書书 記记 組组 織织 傳传 紀纪 檢检 漢汉 滿满 壯壮 維维 爾尔 納纳 龍龙 倫伦 溫温 達达 蘇苏 錫锡 專专 碩硕
無无 農农 業业 處处 動动 離离 異异 狀状 態态 註注 計计 總总 數数 級级 縣县 鄉乡 鎮镇 戶户 現现 參参 實实 際际
齡龄 屬属 會会 長长 區区 單单 責责 領领 導导 經经 濟济 問问 題题 簡简 稱称 國国 內内 為为 個个 辦办 關关 絡络
絕绝 復复 開开 應应 貫贯 發发 種种 財财 團团 歲岁 錄录 調调 確确 審审 層层 對对 產产 師师 體体 護护
積积 極极 請请 遞递 養养 眾众 進进 繳缴 費费 議议 講讲 課课 決决 論论
"""
_TO_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def to_simplified(text: str) -> str:
    """The text with the declared traditional characters replaced; others stay as they are."""
    return text.translate(_TO_SIMPLIFIED)
