"""The verb of anchors: a time stamp that a person had made, written down.

`resources/docs/control.md`. Anybody but an agent may bring one: it can only be over what is there
already, but a thousand of them would keep a verifier from those that count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import BadEncodingError, NotAnsweredByPersonError, UsageError
from desktop_app.recorder import anchors, askers
from desktop_app.tlog.note import decode_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"


def anchor_add(recorder: Recorder, call: Call) -> Answer:
    """Write a time stamp over one of our checkpoints down."""
    if askers.agent(call) is not None:
        raise NotAnsweredByPersonError("An agent brings no time stamps; a person may.")
    size = call.args.get("size")
    if type(size) is not int or size < 0:
        raise UsageError("size is missing.")
    try:
        token = decode_base64(askers.text(call, "token"))
    except BadEncodingError as error:
        raise UsageError("token is not base64.") from error
    found = anchors.stamped(
        recorder.journal, recorder.paths.ledger, token, size=size, actor=askers.actor(call)
    )
    return {"entry": found.seq, "size": size, "time_us": found.time_us, "tsa": found.tsa}


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {"anchor.add": (anchor_add, False)}
