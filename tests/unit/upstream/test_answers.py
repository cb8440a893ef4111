"""What an answer means, by the table of `upstream.md`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.upstream.answers import (
    MAX_AFTER_S,
    Accepted,
    Again,
    Failure,
    Halve,
    Mend,
    Outcome,
    Refused,
    judge_failure,
    judge_status,
)
from desktop_app.upstream.where import Kind
from tests.fakes.effort import examples

NOON = "Fri, 20 Nov 2026 12:00:00 GMT"


def judged(status: int, kind: Kind = Kind.OTLP, **told: object) -> Outcome:
    """Return what follows from a first answer, with chance in the middle."""
    headers = {str(k).replace("_", "-"): str(v) for k, v in told.items()}
    return judge_status(kind, status, headers, attempt=1, chance=0.5, divisible=True)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("kind", Kind)
def test_accepted(status: int, kind: Kind) -> None:
    """Every status that says so."""
    assert judged(status, kind) == Accepted()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("kind", Kind)
def test_again(status: int, kind: Kind) -> None:
    """After a second at first."""
    assert judged(status, kind) == Again(1.0, f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 407, 410])
def test_what_a_person_must_mend(status: int) -> None:
    """Shown, and tried again; a redirect is not followed."""
    assert judged(status) == Mend(75.0, f"HTTP {status}")


@pytest.mark.parametrize("status", [400, 405, 406, 409, 411, 414, 415, 422, 431, 451])
def test_refused(status: int) -> None:
    """For good."""
    assert judged(status) == Refused(f"HTTP {status}")


def test_too_large_is_halved_down_to_one_entry() -> None:
    """Which then is refused."""
    assert judged(413) == Halve()
    alone = judge_status(Kind.OTLP, 413, {}, attempt=1, chance=0.5, divisible=False)
    assert alone == Refused("HTTP 413")


@pytest.mark.parametrize(
    ("status", "otlp", "webhook", "s3", "https"),
    [
        (408, Refused, Again, Again, Again),
        (425, Refused, Again, Again, Again),
        (500, Refused, Again, Again, Again),
        (501, Refused, Again, Again, Again),
        (599, Refused, Again, Again, Again),
        (412, Refused, Refused, Accepted, Accepted),
        (409, Refused, Refused, Again, Refused),
        (600, Refused, Refused, Refused, Refused),
    ],
)
def test_where_the_kinds_differ(
    status: int, otlp: type, webhook: type, s3: type, https: type
) -> None:
    """OTLP forbids to try most errors again; an object that is there already is there."""
    kinds = (Kind.OTLP, Kind.WEBHOOK, Kind.S3, Kind.HTTPS)
    assert [type(judged(status, kind)) for kind in kinds] == [otlp, webhook, s3, https]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": " 7 "}, 7.0),
        ({"retry_after": "0"}, 1.0),
        ({"retry_after": "86400"}, MAX_AFTER_S),
        ({"retry_after": "9" * 40}, 1.0),
        ({"retry_after": "-3"}, 1.0),
        ({"retry_after": "7.5"}, 1.0),
        ({"retry_after": "\u0667"}, 1.0),
        ({"retry_after": ""}, 1.0),
        ({"retry_after": "soon"}, 1.0),
        ({"retry_after": "Fri, 20 Nov 2026 12:01:30 GMT", "date": NOON}, 90.0),
        ({"retry_after": "Fri, 20 Nov 2026 11:01:30 GMT", "date": NOON}, 1.0),
        ({"retry_after": "Fri, 20 Nov 2036 11:01:30 GMT", "date": NOON}, MAX_AFTER_S),
        ({"retry_after": "Fri, 20 Nov 2026 12:01:30 GMT"}, 1.0),
        ({"retry_after": "Fri, 20 Nov 2026 12:01:30 -0000", "date": NOON}, 1.0),
        ({"retry_after": "Fri, 99 Nov 2026 12:01:30 GMT", "date": NOON}, 1.0),
    ],
)
def test_when_again_is_the_answers_word(told: dict[str, str], seconds: float) -> None:
    """In seconds, or as a date against the answer's own; within a second and an hour."""
    assert judged(429, **told) == Again(seconds, "HTTP 429")


@pytest.mark.parametrize("failure", Failure)
def test_without_an_answer(failure: Failure) -> None:
    """A certificate that does not hold is a person's to mend; all else passes."""
    found = judge_failure(failure, attempt=1, chance=0.5)
    if failure is Failure.CERTIFICATE:
        assert found == Mend(75.0, failure.value)
    else:
        assert found == Again(1.0, failure.value)


def test_pauses_grow_to_five_minutes() -> None:
    """1, 2, 4 ... 300 seconds, times what chance says."""
    middle = [
        judge_failure(Failure.RESET, attempt=n, chance=0.5).after_s for n in (1, 2, 3, 9, 10, 10**6)
    ]
    assert middle == [1.0, 2.0, 4.0, 256.0, 300.0, 300.0]
    mended = [
        judge_failure(Failure.CERTIFICATE, attempt=n, chance=0.0).after_s for n in (1, 2, 3, 4, 99)
    ]
    assert mended == [60.0, 120.0, 240.0, 300.0, 300.0]


@settings(max_examples=examples(300), derandomize=True)
@given(st.sampled_from(Kind), st.integers(200, 999), st.text(max_size=20), st.data())
def test_every_answer_has_an_outcome_within_bounds(
    kind: Kind, status: int, retry: str, data: st.DataObject
) -> None:
    """Whatever it says."""
    found = judge_status(
        kind,
        status,
        {"retry-after": retry, "date": data.draw(st.text(max_size=20))},
        attempt=data.draw(st.integers(-1, 10**9)),
        chance=data.draw(st.floats(0, 1)),
        divisible=data.draw(st.booleans()),
    )
    if isinstance(found, Again):
        assert 0.5 <= found.after_s <= MAX_AFTER_S
    if isinstance(found, Mend):
        assert 60.0 <= found.after_s <= 450.0
