"""What every page, window and dialog of the tray gets: one typed bundle, made in `wiring`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from desktop_app.control.client import ControlClient
    from desktop_app.errors import CountersignError
    from desktop_app.host.clock import SystemClock, SystemIds
    from desktop_app.host.paths import Paths
    from desktop_app.tray.line import Line
    from desktop_app.tray.link import Link
    from desktop_app.tray.reader import Reader
    from desktop_app.tray.theme import Theme
    from desktop_app.tray.work import Work


class Notices(Protocol):
    """Messages and questions in windows of their own (`views.notices`)."""

    def error(self, error: CountersignError, *, parent: QWidget | None = None) -> None:
        """Tell what went wrong and what to do."""
        ...

    def tell(self, title: str, text: str, *, parent: QWidget | None = None) -> None:
        """Tell something that needs no answer."""
        ...

    def ask(
        self,
        title: str,
        text: str,
        *,
        yes: str,
        no: str,
        done: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `done` is called for `yes` alone."""
        ...


class Go(QObject):
    """Where a click leads; the window and the wiring listen.

    Signals:
        page(name): show a page of the window: "timeline", "evidence", "integrity", "agents",
            "settings".
        run(ref, record): open a run (`Query.run`'s reference); record is `span:N`, `log:N`,
            `call:N` (tool call) to select in it, or "".
        evidence(ref, entry): open the pictures of a run, at a capture; -1: at the first.
        export(ref): open the export window for a run, or "" to choose there.
        verify_file(path): judge a bundle.
        local_only(on): turn the mode on, or ask whether to turn it off.
        verify_ledger(): recompute the whole ledger.
        quick_open(), keyboard(), first_start(), quit(): likewise.
        settings(changed): settings have these values now, by name.
        start_again(): start the recorder that stopped too often.
        question(id): bring a waiting question to the front; "": the one with the soonest deadline.
        policy(file, line, rule): show a policy's text: `policy.yaml`, or `default.yaml` for ours;
            with the line, or the rule of that name, marked. 0 and "": neither.
        shown_again(intent): show what was asked about an intent once more, with no answers.
    """

    page = Signal(str)
    run = Signal(str, str)
    evidence = Signal(str, int)
    export = Signal(str)
    verify_file = Signal(str)
    verify_ledger = Signal()
    local_only = Signal(bool)
    quick_open = Signal()
    keyboard = Signal()
    first_start = Signal()
    quit = Signal()
    start_again = Signal()
    question = Signal(str)
    shown_again = Signal(int)
    policy = Signal(str, int, str)
    settings = Signal(object)


@dataclass
class TaskContext:
    """An `operations.context.Context` for one piece of work, in its thread.

    Attributes:
        line: how the recorder is reached.
        told: where progress goes; raises once the person stopped it.
        notes: what the operation said beside its result, for the page to show.
    """

    paths: Paths
    clock: SystemClock
    ids: SystemIds
    line: Line
    told: Callable[[int, int], None]
    notes: list[str] = field(default_factory=list)
    starts_recorder: bool = False  # `Keeper` does, and a second one would be in its way

    def connect(self) -> ControlClient:
        """Return a client of the running recorder."""
        return self.line.connect()

    def note(self, sentence: str) -> None:
        """Keep a sentence for the page."""
        self.notes.append(sentence)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:  # noqa: ARG002 - the page names it
        """Hand progress on to the page."""
        yield self.told


@dataclass(frozen=True)
class Desk:
    """The tray's parts, for whoever shows something.

    Attributes:
        paths, clock, ids: of this data directory and machine.
        link: the recorder's state and verbs.
        reader: questions about what was recorded.
        work: long work.
        theme: colours, icons and fonts in force.
        notices: messages and questions in windows of their own.
        go: where clicks lead.
    """

    paths: Paths
    clock: SystemClock
    ids: SystemIds
    link: Link
    reader: Reader
    work: Work
    theme: Theme
    notices: Notices
    go: Go

    def context(self, told: Callable[[int, int], None]) -> TaskContext:
        """Return a context for one operation, inside `work.run`."""
        return TaskContext(self.paths, self.clock, self.ids, self.link.line, told)

    def failed(self, error: CountersignError) -> None:
        """Tell the person of an error that no page shows by itself."""
        self.notices.error(error)
