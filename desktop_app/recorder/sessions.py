"""What an agent's hooks tell besides its tools: a session begins or ends, a person says something.

Nothing of it is decided on or held back. Of a prompt a keyed digest and its size are kept, never a
word. A pause stops this: it is recording, not the gate. `resources/docs/ledger.md`, "Sessions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.hooks.table import Moment
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.agents.hooks.parse import HookCall
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.gate_entries import GateEntries
    from desktop_app.recorder.pause import Pause

PAUSED = "hooks"  # what a pause counts them as, beside the signals of telemetry
_KINDS = {
    Moment.STARTED: EntryKind.SESSION_START,
    Moment.PROMPT: EntryKind.SESSION_PROMPT,
    Moment.ENDED: EntryKind.SESSION_END,
}


class Sessions:
    """Writes sessions and prompts down."""

    def __init__(self, entries: GateEntries, pause: Pause) -> None:
        self._entries, self._pause = entries, pause

    def take(self, call: HookCall, declared: Declared) -> None:
        """Append what a hook told of its session, in the run of its telemetry.

        Args:
            call: of one of the moments of `SESSION`.
            declared: with sender and run as they were sent.

        Raises:
            StorageError, OverloadedError: it is not stored.
        """
        self._pause.expire()
        if self._pause.active:
            self._pause.count(PAUSED, 1)
            return
        clean = self._entries.keep(declared).declared
        prompt = call.prompt if call.moment is Moment.PROMPT else None
        kept_for = self._entries.prompt(clean, prompt)
        self._entries.of_run(_KINDS[call.moment], self._subject(call, clean), clean, kept_for)

    def _subject(self, call: HookCall, clean: Declared) -> Mapping[str, JSON]:
        def kept(text: str) -> str | None:
            return self._entries.redacted(text, clean.sender, clean.run_id) if text else None

        match call.moment:
            case Moment.PROMPT:
                return {
                    "agent": clean.agent,
                    "prompt_id": kept(call.prompt_id),
                    "digest": self._entries.prompt_digest(clean, call.prompt),
                    "bytes": None if call.prompt is None else len(call.prompt),
                }
            case Moment.STARTED:
                return {"agent": clean.agent, "source": kept(call.said)}
            case _:
                return {"agent": clean.agent, "reason": kept(call.said)}
