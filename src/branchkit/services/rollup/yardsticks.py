"""Which scheme a sheet's figures are held against, looked up once for all sheets of the same text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.errors import SchemeError
from branchkit.core.ports import Reader
from branchkit.core.rollup.figures import SheetFigures
from branchkit.core.rollup.summary import Yardstick
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.services.scoring.sheets import read_sheet, scheme_of


class Yardsticks:
    """Yardsticks by scheme, period and digest."""

    def __init__(self, reader: Reader, schemes: Mapping[str, Scheme]) -> None:
        self._reader, self._schemes = reader, schemes
        self._found: dict[tuple[str, str, str], Yardstick | None] = {}
        self._maxima: dict[str, Decimal] = {}
        """By digest."""

    def of(self, line: SheetFigures) -> Yardstick | None:
        """That of a sheet; None where its scheme is declared no more and the sheet does not have its text."""
        key = line.scheme, line.period, line.digest
        if key not in self._found:
            self._found[key] = self._look_up(line)
        return self._found[key]

    def _look_up(self, line: SheetFigures) -> Yardstick | None:
        period = Period.parse(line.period)
        scheme = self._schemes.get(line.scheme)
        if scheme is not None:
            scheme = scheme.on(period.last_day)
        if scheme is None or (line.digest and scheme.digest != line.digest):
            scheme = self._as_it_was(SheetKey(line.scheme, line.org, period)) or scheme
        if scheme is None:
            return None
        if scheme.digest not in self._maxima:
            self._maxima[scheme.digest] = scheme.maximum
        return Yardstick(scheme, self._maxima[scheme.digest])

    def _as_it_was(self, key: SheetKey) -> Scheme | None:
        sheet = read_sheet(self._reader, key)
        try:
            return None if sheet is None else scheme_of(sheet, self._schemes)
        except SchemeError:
            return None
