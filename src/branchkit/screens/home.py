"""The home screen: today, this month and what is overdue; each line names its rule and opens where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.duties import Duty
from branchkit.plugin.screen_actions import ActionScreen
from branchkit.screens.actions import HOME
from branchkit.screens.context import Context, Place, has_members
from branchkit.screens.duties import DutySource
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.plugin_wait import PluginWait
from branchkit.screens.trail import Stand
from branchkit.services.duties.scene import DutyScene
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.plugin.questions import Reply
    from branchkit.services.duties.collect import Collected
    from branchkit.services.duties.first_month import FirstStep

FOOT_HEIGHT = 5
WIDE, WIDER = 76, 110
"""From so many cells on there is room for bars, and for longer ones."""


class HomeScreen(GridScreen):
    """One organisation's duties, or those of everything below it."""

    ACTIONS = HOME
    HELP = "screen.home.help"
    KEYS = "screen.home.keys"
    PLUGINS_AT = ActionScreen.HOME
    detail_height = FOOT_HEIGHT

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._above = not has_members(context)
        """Whether this is somewhere that looks at those below it and has no members of its own."""
        self.subtree = self._above
        self._names: dict[str, str] = {}
        self._looking: Line | None = Line(self.catalog.text("screen.home.looking"))
        """How far the looking for duties has come."""
        self._progress = [Line(), Line(), Line()]
        self._duties: list[Duty] = []
        self._stood_on: Duty | None = None
        """Where the cursor was when this screen was left."""
        self._steps: tuple[FirstStep, ...] = ()
        """What a new branch does first."""
        self._asked: list[tuple[DutyScene, Reply]] = []
        """What plugins have been asked and has not been taken over."""
        self._failures: list[str] = []
        self._untold: list[str] = []
        """Of the failures those that have not been said."""
        self.waiting = PluginWait(context, self._awaited)
        self.source = DutySource(self.catalog, self.today)
        self.make_grid(self.source)

    def row_about(self, row: int) -> object:
        """The duty."""
        return self.source.duty(row)

    def view_shown(self) -> bool:
        """With those below or not."""
        return self.subtree

    def stand_again(self, stand: Stand) -> None:
        """Duties are looked for after the first frame; the cursor goes to the one it stood on once they are there."""
        if isinstance(stand.shown, bool):
            self.subtree = stand.shown
        self._stood_on = stand.about if isinstance(stand.about, Duty) else None

    def arrive(self) -> None:
        """What there is to do follows the first frame, which says so."""
        self.detail.show_line(1, self._looking or Line())

    # -- finding out ------------------------------------------------------------------------------

    def settle(self) -> Iterator[object]:
        """Ask plugins, which reply when they do, and one source of our own after the other; then the month's progress."""
        from branchkit.services.duties.collect import collect, sources

        self.waiting.abandon()
        self._duties, self._asked, self._failures, self._untold = [], [], [], []
        orgs = self.orgs()
        self._names = self._names_of(orgs)
        scenes = [self._scene(org) for org in orgs]
        self._steps = self._first_steps()
        yield from self._ask_plugins(scenes)
        for number, scene in enumerate(scenes, start=1):
            if len(orgs) > 1:
                looking = self.catalog.text("screen.home.looking")
                self._looking = Line(f" {looking}", right=f"{number}/{len(orgs)} ")
                self.show_detail()
            for source in sources():
                yield None
                self._take(collect(scene, source))
        yield from self._take_replies()
        self._looking = None
        self._show_duties()
        yield from self._make_progress(self._scene(self.context.node))
        yield from self.waiting.steps(self._plugins_answered)
        self.warn_of_keys()

    def _ask_plugins(self, scenes: Sequence[DutyScene]) -> Iterator[None]:
        workspace = self.context.here
        if not workspace.contributions.duties:
            return
        from branchkit.services.plugins.asking_duties import ask_duties

        for scene in scenes:
            yield
            self._asked += [(scene, r) for r in ask_duties(workspace.plugin_process, scene)]

    def _first_steps(self) -> tuple[FirstStep, ...]:
        from branchkit.services.duties.first_month import first_steps

        return first_steps(self._scene(self.context.node))

    def _awaited(self) -> list[Reply]:
        return [reply for _scene, reply in self._asked if not reply.ready]

    def _take_replies(self) -> Iterator[None]:
        """What has come of plugins; where there is no worker they are run here."""
        for scene, reply in [asked for asked in self._asked if asked[1].ready]:
            from branchkit.services.plugins.asking_duties import duties_of

            yield
            self._asked.remove((scene, reply))
            self._take(duties_of(reply, scene))

    def _take(self, found: Collected) -> None:
        self._duties += found.duties
        text = self.catalog.error(found.failure) if found.failure is not None else ""
        if text and text not in self._failures:
            self._failures.append(text)
            self._untold.append(text)

    def _plugins_answered(self, _ended: str = "") -> None:
        """Put in what has come; the cursor stays on its duty."""
        taken = list(self._take_replies())
        if taken:
            self._show_duties()
        elif not self._said and not self.modes.active:
            self.back_to_idle()

    def _show_duties(self) -> None:
        from branchkit.services.duties.collect import in_order

        under = self.source.duty(self.grid.cursor[0]) or self._stood_on
        self._stood_on = None
        self.source.show(in_order(self._duties, self.today), self._names, self._steps)
        self.repaint(self.source.row_of(under))
        if not self._said and not self.modes.active:
            self.back_to_idle()

    def idle_line(self) -> str:
        """The keys, or whose duties are waited for."""
        if words := self.waiting.words():
            return words
        return self.key_words.line("screen.home.keys_above") if self._above else super().idle_line()

    def back_to_idle(self) -> None:
        """Keys, or what has failed and was not said yet: one after the other, each until the next key."""
        super().back_to_idle()
        if self._untold:
            self.speak(self._untold.pop(0), Tone.ERROR)

    def _scene(self, org: str) -> DutyScene:
        workspace = self.context.here
        return DutyScene(workspace.store, workspace.contributions, org, self.today)

    def _names_of(self, orgs: list[str]) -> dict[str, str]:
        store = self.context.here.store
        found = store.get_many(
            ("", "organization", org) for org in orgs if org != self.context.node
        )
        return {d.id: str(d.body["name"]) for d in found.values()}

    def show_title(self) -> None:
        """Whose duties, and today."""
        store = self.context.here.store
        document = store.get("", "organization", self.context.node)
        name = str(document.body["name"]) if document else ""
        if self.subtree:
            name = self.catalog.text("screen.home.whole_tree", name=name)
        weekday = self.catalog.text(f"weekday.{self.today.isoweekday()}")
        self.set_title(
            name,
            self.catalog.text(
                "screen.home.today",
                year=self.today.year,
                month=self.today.month,
                day=self.today.day,
                weekday=weekday,
            ),
        )

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The duty under the cursor in full, since the grid cuts it; the month's progress below it."""
        here = self._looking or Line(f" {self.source.told(self.grid.cursor[0])}")
        return [Line("-" * width, tone=Tone.MUTED), here, *self._progress]

    def _make_progress(self, scene: DutyScene) -> Iterator[None]:
        from branchkit.core.pictures import bar, lengths, line_of
        from branchkit.services.duties.progress import month_bands, month_means, month_progress

        width = self.size.width
        room = 0 if width < WIDE else 5 if width < WIDER else 10
        parts = []
        for progress in month_progress(scene):
            done, wanted = progress.done, progress.wanted
            told = self.catalog.text(f"progress.{progress.code}", done=done, wanted=wanted)
            parts.append(f"{told} {bar(done, wanted, room)}".rstrip())
            yield
        if parts:
            shown = self.catalog.text("screen.home.progress", parts="   ".join(parts))
            self._progress[0] = Line(f" {shown}")
            self.show_detail()
        means, values = [], []
        for month in month_means(scene):
            yield
            values.append(month.mean)
            if month.mean is not None:
                key = "screen.home.mean" if month.complete else "screen.home.mean_open"
                means.append(self.catalog.text(key, month=month.month.index, mean=str(month.mean)))
        if means:
            shown = self.catalog.text("screen.home.means", parts=" ".join(means))
            blocks = self.context.user_settings.pictures == "blocks"
            trend = self.catalog.text(
                "screen.home.trend", line=line_of(values, blocks=blocks).lstrip()
            )
            self._progress[1] = Line(f" {shown}", right=f"{trend} " if len(means) > 1 else "")
            self.show_detail()
        if found := month_bands(scene):
            bars = lengths(found.counts, room + room)
            parts = [
                f"{self.catalog.local(band.short)} {drawn} {count}".replace("  ", " ")
                for band, drawn, count in zip(found.bands, bars, found.counts, strict=True)
            ]
            month_number, told = found.month.index, "   ".join(parts)
            shown = self.catalog.text("screen.home.bands", month=month_number, parts=told)
            self._progress[2] = Line(f" {shown}")
            self.show_detail()

    # -- keys -------------------------------------------------------------------------------------

    def _use_key(self, key: str, character: str | None) -> bool:
        """Esc gives up what is waited for; nothing else is under way then."""
        free = not self.modes.active and not self.has_left
        if key == "escape" and free and self.waiting.give_up():
            self._plugins_answered()
            return True
        return super()._use_key(key, character)

    def go(self, place: Place) -> None:
        """Leave; nobody waits for plugins any more, and the next screen has the worker for itself."""
        super().go(place)
        if self.has_left:
            self.waiting.abandon()

    def go_back(self) -> None:
        """The same."""
        super().go_back()
        if self.has_left:
            self.waiting.abandon()

    def perform(self, action: str) -> None:
        """Open what a line speaks of, or a part of the work."""
        match action:
            case "home.open":
                self._open()
            case "home.sector":
                self._open_sector()
            case "home.subtree":
                self.subtree = not self.subtree
                self.begin_settling()
            case "home.up":
                self._go_up()
            case _:
                super().perform(action)

    def take_in_anew(self) -> None:
        """What is due, looked for anew."""
        self.begin_settling()

    def _open(self) -> None:
        found = self.source.opens(self.grid.cursor[0])
        if found is None:
            return
        opens, org = found
        if org and org != self.context.node:
            self.context.work_at(org)
        self.go(
            Place(
                opens.place,
                scheme=opens.scheme,
                period=Period.parse(opens.period) if opens.period else None,
                register=opens.register,
                subject=opens.subject,
            )
        )

    def _open_sector(self) -> None:
        """What plugins bring for this organisation's sector."""
        screens = self.context.here.contributions.screens
        entries = [entry for entry in self.context.places() if entry.place.id in screens]
        if not entries:
            self.speak(self.catalog.text("screen.home.no_sector"))
        elif len(entries) == 1:
            self.go(entries[0].place)
        else:
            options = [(entry.place.id, self.catalog.local(entry.title)) for entry in entries]
            label = self.catalog.text("screen.home.which_sector")
            self.choose(label, options, lambda id: self.go(Place(id)))

    def _go_up(self) -> None:
        """Back to the organisation that the workspace was made for."""
        root = self.context.here.organization
        if self.context.node != root:
            self.context.work_at(root)
            self.go(Place("home"))
