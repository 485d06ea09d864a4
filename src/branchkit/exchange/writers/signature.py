"""Where issuer and date stand at the end of an official paper (GB/T 9704-2012, 7.3.5.3: paper without a seal)."""

from __future__ import annotations

from branchkit.core.text_width import cell_width

_TWO_CHARACTERS = 4


def signature_indents(issuer: str, issued_on: str) -> tuple[int, int]:
    """Cells free at the right of the issuer's line and of the date's line; one Chinese character is two cells.

    The issuer stands two characters in from the right, the date begins two characters further right than the issuer;
    a date longer than the issuer stands two characters in, and the issuer moves left instead.
    """
    issuer_width, date_width = cell_width(issuer), cell_width(issued_on)
    if date_width > issuer_width:
        return date_width + 2 * _TWO_CHARACTERS - issuer_width, _TWO_CHARACTERS
    return _TWO_CHARACTERS, issuer_width - date_width
