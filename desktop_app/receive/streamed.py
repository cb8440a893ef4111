"""Content that comes as the body of a request, of any length: passed on as it comes.

Each piece is taken before the next is read, so that a fast sender waits for our disk, and a slow
one holds nothing but its connection. Who may speak was checked before.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from desktop_app.errors import MalformedRequestError, UnsupportedMediaTypeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.actions import AgentAPI, Asked
    from desktop_app.receive.body import Body

HELD_BYTES = 2 * 1024 * 1024  # of one such request in memory, about
_JSON = "application/json"
_MOST_FIELDS = 16


def is_streamed(asked: Asked, media: str) -> bool:
    """Return whether a request's body is the content itself, and not JSON that holds it."""
    plain = media.partition(";")[0].strip().lower()
    return asked.route.verb == "payload" and plain not in {"", _JSON}


def fields_of(query: bytes) -> dict[str, JSON]:
    """Return the fields of a query.

    Raises:
        MalformedRequestError: it is none, or one stands there twice.
    """
    try:
        found = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(query),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise MalformedRequestError("The query is no list of fields in UTF-8.") from error
    if len({name for name, _ in found}) != len(found):
        raise MalformedRequestError("A field stands in the query twice.")
    return dict(found)


async def passed_on(
    agents: AgentAPI, asked: Asked, query: bytes, media: str, body: Body, *, timeout_s: float
) -> Future[Mapping[str, JSON]]:
    """Pass a body on to its end; return the answer to come.

    Raises:
        MalformedRequestError: by `fields_of`, or the sender hung up: nothing of it is kept.
        SlowSenderError: a piece did not come in time, likewise.
        CountersignError: it is refused.
    """
    asked = replace(asked, value=fields_of(query))
    taking = await asyncio.to_thread(agents.take, asked, media, body.declared)
    try:
        async for piece in body.pieces(timeout_s=timeout_s):
            await asyncio.to_thread(taking.write, piece)
        return taking.end()
    finally:
        taking.close()


def check_encoding(encoding: str) -> None:
    """Refuse content that was packed for the way.

    Raises:
        UnsupportedMediaTypeError: it was.
    """
    if encoding.strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaTypeError(
            "Content that is a body by itself comes as it is, without Content-Encoding."
        )
