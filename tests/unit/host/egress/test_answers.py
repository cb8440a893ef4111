"""host.egress.answers: what of an answer is read, and how long it asks to wait."""

from __future__ import annotations

import pytest
from urllib3.response import HTTPResponse

from desktop_app.errors import UpstreamError
from desktop_app.host.egress.answers import MAX_ANSWER_BYTES, Answer, read, retry_after_s

NOON = "Sun, 29 Nov 2026 12:00:00 GMT"


def answer(body: bytes, status: int = 200, **headers: str) -> HTTPResponse:
    """An answer as urllib3 hands it over."""
    import io  # noqa: PLC0415

    return HTTPResponse(io.BytesIO(body), headers, status, preload_content=False)


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        (None, NOON, None),
        ("0", None, 0),
        (" 120 ", None, 120),
        ("86400", None, 3600),
        ("9" * 9, None, 3600),
        ("Sun, 29 Nov 2026 12:00:30 GMT", NOON, 30),
        ("Sun, 29 Nov 2026 11:00:00 GMT", NOON, 0),
        ("Sun, 29 Nov 2037 12:00:00 GMT", NOON, 3600),
        ("Sun, 29 Nov 2026 12:00:30 GMT", None, None),
        ("Sun, 29 Nov 2026 12:00:30 -0000", NOON, None),
        ("Sun, 29 Nov 2026 12:00:30 +9999999999999", NOON, None),
        ("Sun, 29 Nov 99999999999999999999 12:00:30 GMT", NOON, None),
        ("-1", NOON, None),
        ("1.5", NOON, None),
        ("9" * 5000, NOON, None),
        ("٣", NOON, None),
        ("soon", NOON, None),
        ("", NOON, None),
    ],
)
def test_how_long_to_wait(text: str | None, date: str | None, seconds: float | None) -> None:
    """Seconds, or a date by the server's own clock; bounded; what is neither is nothing."""
    assert retry_after_s(text, date) == seconds


def test_an_answer_is_read_whole() -> None:
    """Up to 64 KiB, names in lower case."""
    body = b"x" * MAX_ANSWER_BYTES
    found = read(answer(body, 429, **{"Retry-After": "3", "X-A": "1"}), "a:1")
    assert (found.status, found.body, found.headers["x-a"]) == (429, body, "1")
    assert found.retry_after_s == 3
    assert Answer(200, {}, b"").retry_after_s is None


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (answer(b"x" * (MAX_ANSWER_BYTES + 1)), "too_large"),
        (answer(b"", **{f"x-{n}": "y" * 60_000 for n in range(2)}), "too_large"),
        (answer(b"", 307, Location="https://b.example/secret"), "redirect"),
        (answer(b"", 304), "redirect"),
        (answer(b"", 103, Link="</a>"), "protocol"),  # another one follows, and is that request's
    ],
)
def test_what_is_not_read(given: HTTPResponse, kind: str) -> None:
    """Too much of it, or a way to somewhere else, of which the host alone is told."""
    with pytest.raises(UpstreamError) as caught:
        read(given, "a:1")
    assert caught.value.kind == kind
    assert "secret" not in caught.value.message
