"""What a server answered, read whole or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3.response import BaseHTTPResponse

MAX_ANSWER_BYTES = 65_536
MAX_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: any status but a redirect.

    Attributes:
        status: HTTP status.
        headers: names in lower case; several of one name are joined by `, `.
        body: at most 64 KiB, not decoded.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after_s(self) -> float | None:
        """How long the server wants to be left alone, at most an hour; None: it does not say."""
        return retry_after_s(self.headers.get("retry-after"), self.headers.get("date"))


def read(response: BaseHTTPResponse, where: str, *, redirects: bool = False) -> Answer:
    """Return an answer that is not too long, and no redirect where none is an answer.

    Raises:
        UpstreamError: it is one of them.
    """
    length = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    if length > MAX_ANSWER_BYTES:
        raise UpstreamError(f"{where} answered with more than 64 KiB of headers.", kind="too_large")
    if response.status < 200:  # noqa: PLR2004 - RFC 9110, section 15.2: the answer is still to come
        raise UpstreamError(
            f"{where} answered with HTTP {response.status}, which is no answer yet.",
            kind="protocol",
            status=response.status,
        )
    if not redirects and 300 <= response.status < 400:  # noqa: PLR2004 - the redirects
        to = urlsplit(response.headers.get("location", "")).netloc or "another address"
        raise UpstreamError(
            f"{where} sends us on to {to[:100]}; redirects are not followed.",
            kind="redirect",
            status=response.status,
            hint="If that is right, name that address instead.",
        )
    body = bytearray()
    while piece := response.read(MAX_ANSWER_BYTES + 1 - len(body), decode_content=False):
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            raise UpstreamError(f"{where} answered with more than 64 KiB.", kind="too_large")
    headers = {name.lower(): value for name, value in response.headers.itermerged()}
    return Answer(response.status, headers, bytes(body))


def retry_after_s(text: str | None, date: str | None) -> float | None:
    """Return the seconds that a `Retry-After` means, between 0 and an hour; None: none.

    Args:
        text: seconds or an HTTP date.
        date: the answer's own `Date`: a date is taken by the server's clock, never by ours.
    """
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return min(float(text), MAX_RETRY_AFTER_S)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError, OverflowError):  # TypeError: one of them names no time zone
        return None
    return min(max(wait.total_seconds(), 0.0), MAX_RETRY_AFTER_S)
