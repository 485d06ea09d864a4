"""Texts are found where they stand in the file, as gettext finds them."""

from __future__ import annotations

import gettext
import struct
from io import BytesIO
from pathlib import Path

import polib
from hypothesis import given
from hypothesis import strategies as st

from branchkit.i18n.build import LOCALE_DIRECTORY, compiled
from branchkit.i18n.messages import Messages

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def compiled_from(texts: dict[str, str]) -> bytes:
    """A file with these texts, as the build makes it."""
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalog.extend(polib.POEntry(msgid=key, msgstr=text) for key, text in texts.items())
    return bytes(catalog.to_binary())


@given(st.dictionaries(_WORDS, _WORDS, max_size=30), _WORDS)
def test_every_text_is_found_and_no_other(texts: dict[str, str], other: str) -> None:
    messages = Messages(compiled_from(texts))
    assert {key: messages.gettext(key) for key in texts} == texts
    assert messages.gettext(other) == texts.get(other, other)


def test_the_programs_own_catalogs_read_as_gettext_reads_them() -> None:
    for language in ("zh_CN", "en"):
        content = compiled(LOCALE_DIRECTORY / language)
        theirs = gettext.GNUTranslations(BytesIO(content))
        keys = [key for key in theirs._catalog if key]  # type: ignore[attr-defined]
        ours = Messages(content)
        assert len(keys) > 1000
        assert [ours.gettext(key) for key in keys] == [theirs.gettext(key) for key in keys]


def test_a_file_from_a_machine_of_the_other_byte_order_reads_alike() -> None:
    content = compiled_from({"a": "甲", "b": "乙"})
    count = 3  # with the header's empty key
    turned = bytearray(content)
    for place in (*range(0, 28, 4), *range(28, 28 + count * 16, 4)):
        turned[place : place + 4] = content[place : place + 4][::-1]
    assert struct.unpack_from(">I", turned)[0] == 0x950412DE
    assert Messages(bytes(turned)).gettext("b") == "乙"


def test_without_a_file_every_key_stands_for_itself(tmp_path: Path) -> None:
    assert Messages.read(tmp_path / "none.mo").gettext("error.x") == "error.x"
