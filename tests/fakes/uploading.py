"""Long content on its way to a recorder: what takes it, and an agent that sends it over HTTP."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from desktop_app.recorder.agents_share import AgentsShare
from desktop_app.recorder.handed import Handed
from desktop_app.recorder.uploads import Uploads
from tests.fakes.kept import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.clock import Clock
    from desktop_app.recorder.recorder import Recorder
    from tests.fakes.running import RunningRecorder

ZIP = "application/zip"


def handed_of(made: Recorder, share: AgentsShare) -> Handed:
    """Return what takes payloads of a recorder."""
    redactor = made.pipeline.redactor_in_force
    return Handed(made.journal, made.run_keys, redactor, made.keeping, made.pause, share=share)


def uploads_of(made: Recorder, clock: Clock) -> Uploads:
    """Return what takes long content of a recorder."""
    share = AgentsShare(made.keeping, clock)
    return Uploads(
        handed_of(made, share),
        made.keeping,
        share=share,
        redactor=made.pipeline.redactor_in_force,
        folder=made.paths.data_dir,
        ids=made.ids,
        most_bytes=lambda: made.settings.number("vault.payload_bytes"),
    )


def path_of(**named: str) -> str:
    """Return the path with a query that content is sent to."""
    return f"/v1/payloads?{urlencode({'purpose': PROMPTS, **named})}"


def send(
    recorder: RunningRecorder,
    body: bytes | Iterable[bytes],
    *,
    media: str = ZIP,
    headers: dict[str, str] | None = None,
    **named: str,
) -> tuple[int, dict[str, Any]]:
    """Send content as a body; return status and answer.

    Args:
        recorder: which runs.
        body: whole, or in pieces and chunked.
        media: its Content-Type.
        headers: others.
        named: fields of the query.
    """
    parts = urlsplit(recorder.url)
    wire = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
    with closing(wire):
        wire.request(
            "POST",
            path_of(**named),
            body,
            {"content-type": media, **(headers or {})},
            encode_chunked=not isinstance(body, bytes),
        )
        answer = wire.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
