"""What is wrong with a text that is no TOML, in the words of whoever wrote it; imported only when there is something to say."""

from __future__ import annotations

import re
import tomllib

from branchkit.core.errors import Place, Problem
from branchkit.core.numbers import LIMITS

_POSITION = r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$"
_FULL_WIDTH = r"[\uff01-\uff5e\u3000\u3001\u3002\u201c\u201d\u2018\u2019\u3010\u3011]"
_ENDLESS = re.compile(r"\d(_?\d){999}")
_SYNTAX_CODES = (
    ("after a key in a key/value pair", "equals_missing"),
    ("Expected newline or end of document", "text_left_over"),
    ("Cannot overwrite a value", "key_twice"),
    ("Duplicate inline table key", "key_twice"),
    ("Cannot declare", "table_twice"),
    ("Cannot mutate immutable", "table_twice"),
    ("Unclosed array", "bracket_missing"),
    ("Unclosed inline table", "bracket_missing"),
    ("at the end of a table declaration", "bracket_missing"),
    ("at the end of an array declaration", "bracket_missing"),
    ("Unterminated string", "quote_missing"),
    ("Illegal character '\\n'", "quote_missing"),
    ('Expected "\'"', "quote_missing"),
    ("escape", "backslash"),
    ("Invalid value", "value"),
    ("Invalid statement", "statement"),
    ("Invalid initial character for a key", "key"),
)


def syntax_problem(error: Exception, text: str, file: str) -> Problem:
    """Why ``tomllib`` could not read the text; mostly it is a full-width sign outside quotes."""
    if isinstance(error, RecursionError):
        return Problem("toml.syntax.nested", Place(file=file))
    if not isinstance(error, tomllib.TOMLDecodeError):
        line = next((n for n, held in enumerate(text.splitlines(), 1) if _ENDLESS.search(held)), 1)
        return Problem("toml.number_size", Place(file=file, line=line), params=LIMITS)
    message = str(error)
    position = re.search(_POSITION, message)
    lines = text.splitlines()
    line = int(position[1]) if position and position[1] else max(len(lines), 1)
    place = Place(file=file, line=line)
    source_line = lines[line - 1] if line <= len(lines) else ""
    outside_quotes = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*', "", source_line)
    if wide := re.search(_FULL_WIDTH, outside_quotes):
        return Problem("toml.full_width", place, params={"found": wide[0]})
    detail = re.sub(_POSITION, "", message)
    if position and not position[1] and "Invalid value" in detail:
        detail = "Unclosed array"
    column = int(position[2]) if position and position[2] else 0
    if column and "Unclosed" in detail and _goes_on(source_line, column):
        return Problem("toml.syntax.comma_missing", place, params={"text": source_line.strip()})
    for part, code in _SYNTAX_CODES:
        if part in detail:
            return Problem(f"toml.syntax.{code}", place, params={"text": source_line.strip()})
    return Problem("toml.syntax", place, params={"detail": detail, "text": source_line.strip()})


def _goes_on(line: str, column: int) -> bool:
    """Whether a list that is not closed at ``column`` goes on there with its next part: a comma is missing before it."""
    before, rest = line[: column - 1], line[column - 1 :]
    if not re.match(r"\s*[^\s#\])}]", rest):
        return False
    return bool(before.strip()) or not re.match(r"\s*(\[|[\w-]+\s*=)", rest)
