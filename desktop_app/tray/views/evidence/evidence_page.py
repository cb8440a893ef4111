"""The Evidence page: one run's looks at the screen and changes of files, and what is known of them.

Promise: before a person says why, facts of the record alone are shown; what is shown then is
forgotten when the window is closed or the run is left. It reads while it is shown, and again when
something was recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from desktop_app.errors import NotFoundError
from desktop_app.model import purposes
from desktop_app.operations import pictures
from desktop_app.tray import tokens
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.evidence import change_facts, facts, files, frames, strip
from desktop_app.tray.views import kit
from desktop_app.tray.views.evidence.facts_panel import FactsPanel
from desktop_app.tray.views.evidence.kept_actions import KeptActions
from desktop_app.tray.views.evidence.middle import Middle
from desktop_app.tray.views.evidence.run_chooser import RunChooser
from desktop_app.tray.views.evidence.sides import Sides
from desktop_app.tray.views.page import Page
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.files import Entry
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.presenters.state import State

    Rows = Sequence[Mapping[str, Any]]
    Found = tuple[list[Frame], list[Entry]]


class EvidencePage(Page):
    """Shows one run's evidence at a time.

    Attributes:
        pictures, files: the two parts in the middle.
        facts: what is known of what was chosen last in them.
        kept: what can be done with what the run kept.
    """

    name: ClassVar[str] = "evidence"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Evidence"))
        self._is_shown, self._at = False, (0, 0)
        self._runs: list[Run] = []
        self._run: Run | None = None
        self._wanted: tuple[str, int] | None = None
        self.middle, self.facts = Middle(desk), FactsPanel(desk)
        self.pictures, self.files = self.middle.pictures, self.middle.files
        self.middle.looked.connect(self._show_facts)
        self.kept = KeptActions(desk, self)
        self.facts.in_run.connect(self._show_in_run)
        self.facts.hold.connect(self._hold)
        self.facts.delete.connect(self._delete)
        self.kept.changed.connect(self._show_facts)
        self.kept.deleted.connect(self._deleted)
        self._head()
        self._body()
        desk.link.changed.connect(self._state)
        self._state(desk.link.state)

    def open(self, ref: str, entry: int) -> None:
        """Show a run (`#N` as `Query.run` takes it), at a capture of it (-1: the newest run)."""
        self._wanted = (ref, entry)
        self._read()

    def shown(self) -> None:
        """Read which runs there are."""
        self._is_shown = True
        self._read()

    def hidden(self) -> None:
        """Rest."""
        self._is_shown = False

    def forget(self) -> None:
        """Put everything away: the window was closed."""
        self.kept.close()
        self.middle.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: facts below the picture; wide: before and after may stand beside each other."""
        super().resizeEvent(event)
        wide = self.window().width()
        if self.window() is self:
            wide += tokens.NAVIGATION
        self.pictures.roomy(is_roomy=self.sides.fit(wide))

    def _head(self) -> None:
        theme = self.desk.theme
        self.chooser = RunChooser(theme)
        self.chooser.chosen.connect(self._chose_run)
        self.take = kit.button(tr("Take a picture"), self._take, theme=theme, icon="camera")
        self.header.left.addWidget(self.middle.modes)
        self.header.right.addWidget(self.chooser)
        self.header.right.addWidget(self.take)

    def _body(self) -> None:
        self.sides = Sides(self.desk, self.middle, self.facts)
        self._empty = kit.EmptyState(
            self.desk.theme,
            "evidence",
            tr("No evidence kept"),
            tr(
                "Screenshots and file contents are kept only after you allow it. "
                "Digests are recorded all the same."
            ),
            [kit.button(tr("Choose what is kept"), lambda: self.desk.go.page.emit("settings"))],
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty)
        self.stack.addWidget(self.sides)
        self.lines.addWidget(self.stack, 1)

    def _state(self, state: State) -> None:
        """Something was recorded: there may be more; what is kept may be by another consent."""
        self.take.setVisible(states.keeps(state, purposes.SCREENSHOTS))
        at = strip.recorded(state)
        if at != self._at:
            self._at = at
            self._read()
        self._show_facts()

    def _read(self) -> None:
        if self._is_shown:
            self.kept.read()
            wanted = self._wanted[0] if self._wanted is not None else self._run and self._run.ref
            key = int(wanted[1:]) if wanted else None
            self.desk.reader.ask(
                lambda query: query.evidence_runs(wanted=key),
                self._have_runs,
                failed=self._failed,
                owner=self,
                key="evidence-runs",
            )

    def _have_runs(self, rows: Rows) -> None:
        now_us = self.desk.clock.now_us()
        self._runs = [strip.run(row, now_us) for row in rows]
        self.stack.setCurrentIndex(1 if rows else 0)
        self.chooser.show_runs(self._runs)
        run = self._wanted_run() if self._runs else None
        if run is None or self._run is None or run.key != self._run.key:
            self._leave(run)
        self._run = run
        self._read_run()

    def _wanted_run(self) -> Run:
        """Return the run that is to be shown: the one asked for, the one shown, else the newest."""
        if self._wanted is not None:
            ref = self._wanted[0]
            found = next((one for one in self._runs if one.ref == ref), None)
            if found is not None:
                return found
            self._wanted = None  # nothing of it is there
        shown = self._run
        same = (one for one in self._runs if shown is not None and one.key == shown.key)
        return next(same, self._runs[0])

    def _chose_run(self, run: Run) -> None:
        self._wanted = None
        self._leave(run)
        self._read_run()

    def _leave(self, run: Run | None) -> None:
        """Go over to another run: what was shown of this one is put away."""
        self._run = None
        self.kept.close()
        self.middle.leave()
        self._run = run

    def _read_run(self) -> None:
        run = self._run
        if run is None:
            return
        self.chooser.mark(run)

        def question(query: Query) -> Found:
            return (
                frames.frames(query.captures(run.key), run.started_us),
                files.entries(query.file_changes(run.key), run.started_us),
            )

        self.desk.reader.ask(
            question, self._have_run, failed=self._failed, owner=self, key="evidence-run"
        )

    def _have_run(self, found: Found) -> None:
        if self._run is None:
            return
        wanted = None if self._wanted is None else self._wanted[1]
        self._wanted = None
        self.middle.show_run(self._run, *found, wanted)

    def _show_facts(self) -> None:
        """Show what is known of what was chosen last."""
        run = self._run
        if run is None:
            return
        keeping = self.kept.keeping(run, *self.middle.told())
        row, look = self.middle.row(), self.pictures.said
        if row is not None:
            self.facts.show_known(change_facts.known(row, run, keeping))
        elif look:
            self.facts.show_known(facts.known(look, run, self.pictures.part, keeping))

    def _hold(self) -> None:
        if self._run is not None:
            self.kept.hold(self._run)

    def _delete(self) -> None:
        if self._run is not None:
            self.kept.delete(self._run, self.kept.keeping(self._run, *self.middle.told()))

    def _deleted(self) -> None:
        """What was shown is gone."""
        self.middle.forget()
        self._read()

    def _show_in_run(self, record: str) -> None:
        if self._run is not None:
            self.desk.go.run.emit(self._run.ref, record)

    def _take(self) -> None:
        desk = self.desk
        desk.work.run(
            lambda told: pictures.take(desk.context(told)), lambda _shot: None, owner=self
        )

    def _failed(self, error: CountersignError) -> None:
        if isinstance(error, NotFoundError):
            self.stack.setCurrentIndex(0)
        else:
            self.desk.failed(error)
