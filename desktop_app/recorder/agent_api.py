"""Stands behind the agent API over HTTP: what its paths ask, in threads of its own.

An append or a look at a path may take a while; a person's answer takes longer and holds no thread.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import ConsentRecord, State
from desktop_app.errors import CountersignError, MalformedRequestError
from desktop_app.model.canonical import MAX_INT
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.recorder import captures_api, futures, hooks
from desktop_app.recorder.declared import parse_declared
from desktop_app.recorder.effects import parse_reported

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from desktop_app.model.action import Grant
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.receive.actions import Asked
    from desktop_app.recorder.agents_share import AgentsShare
    from desktop_app.recorder.gating import Gating
    from desktop_app.recorder.handed import Handed
    from desktop_app.recorder.pictures import Pictures
    from desktop_app.recorder.uploads import Upload, Uploads

THREADS = 8


class GateAPI:
    """`receive.actions.AgentAPI` of the recorder."""

    def __init__(
        self,
        gating: Gating,
        handed: Handed,
        pictures: Pictures,
        clock: Clock,
        *,
        uploads: Uploads,
        share: AgentsShare,
    ) -> None:
        self._gating, self._handed, self._clock = gating, handed, clock
        self._pictures, self._share = pictures, share
        self._uploads = uploads
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="agent-api")

    def take(self, asked: Asked, media: str, declared: int) -> Upload:
        """Begin to take content that comes by itself."""
        return self._uploads.begin(asked.value, media, declared, asked.sender)

    def ask(self, asked: Asked) -> Future[Mapping[str, JSON]]:
        """Take one request; the answer comes when it is durable, and decided."""
        return futures.then(self._threads.submit(self._take, asked), lambda told: told)

    def close(self) -> None:
        """End the threads; what was taken is finished first, but for long content."""
        self._threads.shutdown(wait=True)
        self._uploads.close()

    def _take(self, asked: Asked) -> Future[Mapping[str, JSON]]:
        match asked.route.verb:
            case "declare":
                return self._declare(asked)
            case "report":
                return futures.done(self._report(asked))
            case "hook":
                return self._hook(asked)
            case _:
                return futures.done(self._told_at_once(asked))

    def _told_at_once(self, asked: Asked) -> Mapping[str, JSON]:
        if asked.route.verb == "payload":
            return self._handed.take(asked.value, asked.sender)
        if asked.route.verb == "capture":
            return self._capture(asked)
        return self._in_force() if asked.reads else self._request(asked)

    def _declare(self, asked: Asked) -> Future[Mapping[str, JSON]]:
        sender = asked.sender
        declared = parse_declared(
            _with_headers(asked), sender=sender.name, auth=sender.auth, via="api"
        )
        declared = replace(declared, gone=asked.gone)
        return futures.mapped(self._gating.gate.begin(declared), lambda told: told.to_json())

    def _report(self, asked: Asked) -> Mapping[str, JSON]:
        sender, intent = asked.sender, min(int(asked.route.name), MAX_INT)
        reported = parse_reported(
            asked.value, intent, sender=sender.name, auth=sender.auth, via="api"
        )
        return self._gating.effects.report(reported)

    def _hook(self, asked: Asked) -> Future[Mapping[str, JSON]]:
        """An agent's http hook: the body is the agent's own answer, {} for no opinion."""
        agent, sender = asked.route.name, asked.sender
        try:
            told = hooks.take_hook(
                self._gating,
                agent,
                "",
                asked.value,
                sender=sender.name,
                auth=sender.auth,
                gone=asked.gone,
            )
        except CountersignError as error:
            event = asked.value.get("hook_event_name")
            event = event if isinstance(event, str) else ""
            told = futures.done(hooks.refused(agent, event, error))
        return futures.mapped(told, hooks.body_of)

    def _capture(self, asked: Asked) -> Mapping[str, JSON]:
        name, entries = asked.sender.name, self._gating.entries
        wish = captures_api.parse_asked(
            asked.value, name, lambda text, run_id: entries.redacted(text, name, run_id)
        )
        self._share.check_rate(name)
        self._share.check_room(SCREENSHOTS, 0)
        return captures_api.told(self._pictures.take(wish))

    def _in_force(self) -> Mapping[str, JSON]:
        grants = self._gating.book.in_force(self._clock.now_us())
        return {"in_force": [_told(grant) for grant in grants]}

    def _request(self, asked: Asked) -> Mapping[str, JSON]:
        purpose = asked.value.get("purpose")
        if (
            not isinstance(purpose, str)
            or purpose not in PURPOSES
            or not PURPOSES[purpose].stands_alone
        ):
            raise MalformedRequestError("There is no such `purpose` that can be asked for.")
        record = ConsentRecord(purpose=purpose, state=State.REQUESTED)
        actor: dict[str, JSON] = {"sender": asked.sender.name, "auth": asked.sender.auth}
        return {"entry": self._gating.entries.consent(record, actor).seq, "state": "requested"}


def _with_headers(asked: Asked) -> Mapping[str, JSON]:
    """Return the body, with what the headers say beside it.

    Raises:
        MalformedRequestError: header and body name different keys.
    """
    value = dict(asked.value)
    for name, told in (
        ("idempotency_key", asked.idempotency),
        ("traceparent", asked.traceparent),
    ):
        if told and value.setdefault(name, told) != told:
            raise MalformedRequestError(f"Header and body say different things of `{name}`.")
    return value


def _told(grant: Grant) -> dict[str, JSON]:
    """Return a grant for whoever asks: not its words, which are the person's."""
    scope = grant.scope
    return {
        "entry": grant.seq,
        "purpose": grant.purpose,
        "agent": None if scope is None else scope.agent,
        "tool": None if scope is None else scope.tool,
        "lasts": str(grant.lasts),
        "until_us": grant.until_us,
    }
