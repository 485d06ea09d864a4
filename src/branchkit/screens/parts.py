"""What several screens ask for alike: forms that have a day, and reports that become files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from branchkit.core.errors import BranchkitError, ExchangeError
from branchkit.core.text_width import wrap
from branchkit.screens.console import ConsoleScreen, Texts
from branchkit.screens.screen_parts import ScreenPart, ScreenT
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.ports import UnitOfWork
    from branchkit.core.tables import Report
    from branchkit.i18n.catalog import Catalog
    from branchkit.services.reports.formats import ReportFormats
    from branchkit.widgets.form_model import FormField

SUFFIXES = ("docx", "xlsx", "html", "csv", "txt")
"""The formats that a report is offered in."""


def date_field(
    catalog: Catalog,
    key: str,
    label: str,
    today: date,
    text: str = "",
    *,
    required: bool = True,
    hint: str = "",
) -> FormField:
    """A field for a day of these times: ``5``, ``6.1`` and ``1103`` are this year's, and what is no day is refused at once."""
    from branchkit.core.typed_days import day_written_out, typed_day
    from branchkit.widgets.form_model import FormField

    def check(typed: str) -> str:
        return "" if typed_day(typed, today) else catalog.text("screen.form.no_day", text=typed)

    def tidy(typed: str) -> str:
        return day_written_out(typed, today)

    hint = hint or catalog.text("screen.form.day_hint")
    return FormField(key, label, text, required=required, hint=hint, tidy=tidy, check=check)


class DatedForm(ScreenPart[ScreenT]):
    """Forms that have a day each, ``on``, and perhaps a ``reason``, and are written in one unit of work."""

    MISSING: ClassVar[str]
    """Catalog key of what is said of a required field without a text."""
    NO_DAY: ClassVar[str]
    """Catalog key of what is said of a day that cannot be read; it is given the ``text``."""

    def _missing(self, fields: Iterable[FormField], texts: Texts) -> dict[str, str]:
        """Required fields without a text, as faults."""
        return {
            field.key: self._text(self.MISSING)
            for field in fields
            if field.required and not texts.get(field.key, "").strip()
        }

    def _fill_dated(
        self,
        title: str,
        fields: Sequence[FormField],
        action: str,
        work: Callable[[UnitOfWork, Texts, date], object],
        done: Callable[[], None],
    ) -> None:
        """Have one filled in; ``work`` is given what was typed and the day, ``done`` is called when it is on disk."""
        from branchkit.core.typed_days import typed_day

        def keep(texts: Texts) -> Texts:
            faults = self._missing(fields, texts)
            typed = texts.get("on", "")
            on = typed_day(typed, self._screen.today)
            if on is None:
                faults["on"] = self._text(self.NO_DAY, text=typed)
            if faults or on is None:
                return faults
            context = self._screen.context
            try:
                with context.here.store.begin(context.actor, action) as uow:
                    work(uow, texts, on)
                    uow.commit(reason=texts.get("reason", "").strip())
            except BranchkitError as error:
                return self._refused(error)
            return {}

        self._screen.fill_in(title, fields, keep, done)

    def _refused(self, error: BranchkitError) -> Texts:
        """What was refused, as faults by field; "" for the form as a whole."""
        return {"": self._screen.catalog.error(error)}


_TEMPLATE = "@template"
_RENAME, _REPLACE = "rename", "replace"


def ask_target(
    screen: ConsoleScreen,
    proposed: Path,
    done: Callable[[Path, bool], None],
    label: str = "screen.reports.file",
    is_taken: Callable[[Path], bool] | None = None,
) -> None:
    """Ask for a file's name; ``done`` is told whether the one that is there may be replaced, which was asked.

    ``is_taken`` says otherwise than for a single file that something is there.
    """
    text = screen.catalog.text

    def named(typed: str) -> None:
        target = Path(typed).expanduser()
        if not (is_taken or _is_taken)(target):
            done(target, False)
            return

        def chosen(what: str) -> None:
            if what == _REPLACE:
                done(target, True)
            else:
                ask_target(screen, target, done, label, is_taken)

        options = [(what, text(f"screen.reports.exists.{what}")) for what in (_RENAME, _REPLACE)]
        screen.choose(text("screen.reports.exists", file=target.name), options, chosen)

    screen.ask(text(label), named, text=str(proposed))


def _is_taken(target: Path) -> bool:
    """Whether all that speaks against the file is another one; the rest is refused when it is written."""
    from branchkit.toml.targets import check_target

    try:
        check_target(target)
    except ExchangeError as error:
        return error.code == "exchange.write_exists"
    except OSError:
        return False
    return False


def tell_saved(screen: ConsoleScreen, target: Path, told: str) -> None:
    """Say that a file is written; over SSH with the commands that bring it home, to be read until Esc."""
    from branchkit.services.reports.fetching import fetch_commands

    commands = fetch_commands(target, screen.context.environment)
    if not commands:
        screen.speak(told)
        return
    room = screen.size.width - 2
    lines = ["", *wrap(told, room), "", *wrap(screen.catalog.text("report.fetch"), room)]
    for command in commands:
        lines += ["", *wrap(command, room)]
    screen.show_report(target.name, lines)


class ReportSaving(ScreenPart[ConsoleScreen]):
    """A report into a file: its format is picked, its name proposed; what came of it is said."""

    def __init__(
        self,
        screen: ConsoleScreen,
        name: Callable[[str], str],
        make: Callable[[str], Report],
        said: Callable[[Path], str] | None = None,
        *,
        private: bool = False,
        fill: Callable[[], None] | None = None,
    ) -> None:
        """``name`` makes a file name for a suffix, ``make`` the report for a format; ``said`` tells that it is saved.

        A ``private`` report shows personal data: the file is its owner's alone. ``fill`` fills in templates of one's own
        instead.
        """
        super().__init__(screen)
        self._name, self._make, self._private = name, make, private
        self._fill = fill
        self._said = said or (lambda target: self._text("screen.reports.saved", file=target))

    def choose_format(self) -> None:
        """Begin to ask."""
        options = [(suffix, self._text(f"screen.reports.as.{suffix}")) for suffix in SUFFIXES]
        catalog = self._screen.catalog
        options += [(spec.id, catalog.local(spec.title)) for spec in self._formats.plugin_formats()]
        if self._fill is not None:
            options.append((_TEMPLATE, self._text("screen.fill.own")))
        self._screen.choose(self._text("screen.reports.format"), options, self._chosen)

    def _chosen(self, format: str) -> None:
        if format == _TEMPLATE and self._fill is not None:
            self._fill()
        else:
            self._ask_file(format)

    def _ask_file(self, format: str) -> None:
        ending = self._formats.ending(format)
        proposed = self._screen.context.here.directory / "exports" / self._name(ending)

        def save(target: Path, replace: bool) -> None:
            # Two plugins may call their files alike: then the one that was chosen is meant.
            same = format not in SUFFIXES and target.suffix.lower() == f".{ending}"
            self._save(target, format if same else self._formats.of(target), replace)

        ask_target(self._screen, proposed, save)

    def _save(self, target: Path, format: str | None, replace: bool) -> None:
        screen, formats = self._screen, self._formats
        if format is None:
            known = screen.catalog.listed(formats.known)
            screen.speak(self._text("screen.reports.no_format", known=known), Tone.ERROR)
            return
        try:
            report = self._make(format)
            formats.write(report, format, target, replace=replace, private=self._private)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        tell_saved(screen, target, self._said(target))

    @property
    def _formats(self) -> ReportFormats:
        from branchkit.services.reports.formats import ReportFormats

        here = self._screen.context.here
        return ReportFormats(here.contributions, here.store, [self._screen.context.node])
