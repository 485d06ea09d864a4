"""How the parts of an official paper read, whatever the format: attachments, copies, imprint, where body and date stand.

The clauses are those of GB/T 9704-2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.tables import RedHead, Report
from branchkit.core.text_width import cell_width, printable
from branchkit.exchange.writers.values import signature_indents

LARGEST_MARK, SMALLEST_MARK = 50, 26
"""Points. The standard wants it striking and well-balanced and says no size (7.2.4); the smaller one is above a title's 22."""
SIGNED_BY = "签发人："
"""Before the name of who signs (7.2.6)."""
SEAL_RIGHT = 4
"""Characters free at the right of the date on which the seal comes to stand (7.3.5.1)."""


def mark_size(mark: str, width_points: float) -> tuple[float, int]:
    """Size in points and width of the characters in hundredths, with which a name goes on one line."""
    characters = max(cell_width(mark) / 2, 1)
    points = min(float(LARGEST_MARK), int(width_points / characters * 2) / 2)
    if points >= SMALLEST_MARK:
        return points, 100
    return SMALLEST_MARK, max(int(width_points / characters / SMALLEST_MARK * 100), 33)


def is_sealed(report: Report) -> bool:
    """Whether room is left for a seal over issuing body and date."""
    return report.red_head is not None and report.red_head.seal


def end_indents(report: Report) -> tuple[int, int]:
    """Cells free at the right of the issuing body's line and of the date's, with a seal or without."""
    issuer, issued_on = printable(report.issuer), printable(report.issued_on)
    return (_sealed_indents if is_sealed(report) else signature_indents)(issuer, issued_on)


def _sealed_indents(issuer: str, issued_on: str) -> tuple[int, int]:
    """Cells free at the right of the issuing body and of the date where the seal comes over both: the body is in the middle
    above the date (7.3.5.1), and neither goes beyond the type area."""
    issuer_width, date_width = cell_width(issuer), cell_width(issued_on)
    right = 2 * SEAL_RIGHT
    beside = (date_width - issuer_width) / 2
    if right + beside < 0:
        right = -int(beside // 1)
    return round(right + beside), right


def attachment_lines(names: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Each line of the note on attachments with the characters of its hanging indent and how far the first line stands
    back from it; what is folded stands under its name's first character (7.3.4)."""
    for number, name in enumerate(names, start=1):
        head = "附件：" if number == 1 else ""
        counted = f"{number}." if len(names) > 1 else ""
        back = len(head) + (1 if counted else 0)
        yield f"{head}{counted}{printable(name)}", 2 + 3 + (1 if counted else 0), back


def copies_text(head: RedHead) -> str:
    """抄送：…。 (7.4.2); empty where no copies go out."""
    return f"抄送：{printable(head.copies).rstrip('。. ')}。" if head.copies else ""


def printed_text(head: RedHead) -> str:
    """2026年11月20日印发 (7.4.3); empty where no day is said."""
    return f"{printable(head.printed_on)}印发" if head.printed_on else ""
