"""Pictures of the screen around calls that act on it: asked of the shooter, kept, written down.

Promise: without a consent for screenshots that is in force nothing is grabbed, and the ledger says
so once a run. A picture is in the vault before its `capture` entry; the entry holds no content.
`resources/docs/capture.md`.
"""

from __future__ import annotations

import hmac
import logging
from collections import Counter, OrderedDict
from hashlib import sha256
from threading import Condition, Lock
from typing import TYPE_CHECKING, TypeVar

from desktop_app.capture.screens.asked import PURPOSE, Asked, Trigger
from desktop_app.capture.screens.exclude import Rule, parse_excluded
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.ui_tools import parse_ui_tools
from desktop_app.errors import CountersignError
from desktop_app.host import files, resources
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.journal import durable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.capture.screens.shooter import Shooter, Ticket
    from desktop_app.capture.screens.shot import Shot
    from desktop_app.capture.screens.taking import Settings as ScreenSettings
    from desktop_app.host.screen.choose import Screen
    from desktop_app.model.action import Action
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.runs import Run
    from desktop_app.recorder.settings import Settings

K = TypeVar("K")
V = TypeVar("V")
LOG = logging.getLogger(__name__)
MAX_OPEN = 10_000  # calls whose end is awaited
WAIT_S = 2.0  # that the end of a run waits for its pictures
MAX_RULES_BYTES = 256 * 1024
REGION, WITHOUT_WINDOWS = "screens.region", "screens.without_windows"
_TITLE = b"countersign/title/v1\0"


class Pictures:
    """`Around` of the screen, and pictures by hand and by the agent API. Thread safe.

    Args:
        person_rules: file with the person's own excluded windows; may not be there.
        open_screen: returns this desktop's screen; None: the system's own.
    """

    def __init__(
        self,
        *,
        keeping: Keeping,
        journal: Journal,
        run_keys: RunKeys,
        settings: Settings,
        clock: Clock,
        ids: IdSource,
        person_rules: Path,
        open_screen: Callable[[], Screen] | None = None,
    ) -> None:
        self._keeping, self._journal, self._run_keys = keeping, journal, run_keys
        self._settings, self._clock, self._ids = settings, clock, ids
        self._person_rules = person_rules
        self._open_screen = open_screen or self._of_system
        self._tools = parse_ui_tools(resources.read_text("capture/ui_tools.toml"))
        self._ours = parse_excluded(resources.read_text("capture/excluded.toml"))
        self._lock, self._naming = Condition(), Lock()
        self._coming: Counter[tuple[str, str]] = Counter()  # of each run
        self._shooter: Shooter | None = None
        self._open: OrderedDict[int, str] = OrderedDict()  # intent -> tool
        self._of: OrderedDict[str, int] = OrderedDict()  # shot -> intent
        self._count = 0
        self._newest: dict[str, JSON] | None = None
        self.trouble: str | None = None

    def before(self, intent: int, declared: Declared, action: Action) -> None:
        """Take a picture before a call that acts on the screen."""
        if not self._tools.acts_on_screen(action):
            return
        with self._lock:
            _remember(self._open, intent, declared.tool)
        self._take(intent, declared, Trigger.BEFORE)

    def after(self, intent: int, declared: Declared) -> None:
        """Take a picture after such a call."""
        with self._lock:
            tool = self._open.pop(intent, None)
        if tool is not None:
            self._take(intent, declared, Trigger.AFTER)

    def take(self, asked: Asked) -> Ticket:
        """Take a picture that somebody asked for."""
        shooter = self._started()
        if asked.run is not None and self._granted():
            with self._lock:
                self._coming[asked.run] += 1
        return shooter.take(asked)

    def ending(self, run: Run) -> None:
        """Wait until a run's pictures are written, so that none comes after its end."""
        with self._lock:
            self._lock.wait_for(lambda: not self._coming[run], WAIT_S)
            del self._coming[run]

    def begin(self) -> None:
        """Take hold of the screen, so that the next picture is on time.

        As the recorder starts, as consent is given, and as a run begins.
        """
        if self._granted():
            self._started().wake()

    def close(self) -> None:
        """End; pictures on their way are kept first."""
        with self._lock:
            shooter, self._shooter = self._shooter, None
        if shooter is not None:
            shooter.close()

    def status(self) -> dict[str, JSON]:
        """Return what `status` says: how many were kept since the start, and of the newest."""
        return {"count": self._count, "newest": self._newest, "why": self.trouble}

    def _take(self, intent: int, declared: Declared, trigger: Trigger) -> None:
        run = (declared.sender, declared.run_id) if declared.run_id else None
        trace = "" if declared.trace_id is None else declared.trace_id.hex()
        asked = Asked(trigger, run, declared.tool, declared.call_id, trace)
        with self._naming:  # what is written meanwhile waits to hear of which call it is
            _remember(self._of, self.take(asked).shot, intent)

    def _of_system(self) -> Screen:
        from desktop_app.host.screen import choose  # noqa: PLC0415 - for those who allow pictures

        return choose.of_system(self._clock, self._ids)

    def _started(self) -> Shooter:
        # Picture libraries are for those who allow pictures: a recorder is ready without them.
        from desktop_app.capture.screens.shooter import Shooter  # noqa: PLC0415

        with self._lock:
            if self._shooter is None:
                self._shooter = Shooter(
                    self._open_screen,
                    settings=self._screen_settings,
                    granted=self._granted,
                    sink=self._take_over,
                    clock=self._clock,
                    ids=self._ids,
                )
            return self._shooter

    def _granted(self) -> bool:
        return PURPOSE in self._keeping.granted()

    def _screen_settings(self) -> ScreenSettings:
        from desktop_app.capture.screens.taking import Settings as ScreenSettings  # noqa: PLC0415

        return ScreenSettings(
            rules=(*self._ours, *self._theirs()),
            region=Region(str(self._settings[REGION])),
            without_windows=self._settings[WITHOUT_WINDOWS] is True,
        )

    def _theirs(self) -> tuple[Rule, ...]:
        """Return the person's own rules; while their file is broken every window is excluded."""
        try:
            data = files.read_bounded(self._person_rules, MAX_RULES_BYTES)
            found = () if data is None else parse_excluded(data.decode(), self._person_rules.name)
        except (CountersignError, UnicodeDecodeError) as error:
            self.trouble = f"Nothing on the screen is shown in pictures: {error}"
            return (Rule("broken-file", classes=("*",)), Rule("broken-file", titles=("*",)))
        self.trouble = None
        return found

    def _take_over(self, shot: Shot) -> None:
        try:
            self._write(shot)
        finally:
            with self._lock:
                if shot.asked.run is not None and self._coming[shot.asked.run]:
                    self._coming[shot.asked.run] -= 1
                self._lock.notify_all()

    def _write(self, shot: Shot) -> None:
        """Keep a shot and write its entry."""
        sender, run_id = shot.asked.run or ("", "")
        key = self._run_keys.key(sender, run_id or None)
        subject = shot.subject(lambda text: hmac.digest(key, _TITLE + text, sha256).hex())
        with self._naming:
            intent = self._of.pop(shot.id, None)
        if intent is not None:
            subject["intent"] = intent
        trace_id = bytes.fromhex(shot.asked.trace_id) or None
        draft = Draft(
            EntryKind.CAPTURE,
            {"sender": sender, "auth": "recorder"},
            subject,
            run_id=run_id or None,
            trace_id=trace_id,
            contents=shot.contents(),
        )
        appended = durable(self._journal.telemetry(sender, [draft]))[-1]
        if shot.picture is not None:
            self._count += 1
            self._newest = {
                "at_us": appended.ts_us,
                "entry": appended.seq,
                "sender": sender,
                "run_id": run_id,
            }


def _remember(known: OrderedDict[K, V], key: K, value: V) -> None:
    known[key] = value
    while len(known) > MAX_OPEN:
        known.popitem(last=False)
