"""A consent is to the very text that holds, or it is none."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotAnsweredByPersonError
from desktop_app.host.notices import notice
from desktop_app.recorder.consents import BEYOND, given

SHOWN = notice("local-only-off", ["Collector, otel.example.com:4317"])


def record(answer: object) -> dict:
    """Return the record of an answer."""
    return given(answer, purpose=BEYOND, shown=SHOWN, recipients=("otel.example.com:4317",))


def test_a_record_holds_what_was_shown_and_to_whom() -> None:
    """Named after ISO/IEC TS 27560; a time that a clock made up is bounded."""
    assert record({"digest": SHOWN.digest, "latency_ms": 4200}) == {
        "purpose": "connections beyond this computer",
        "state": "given",
        "notice": {
            "name": "local-only-off",
            "version": 1,
            "language": "en",
            "digest": SHOWN.digest,
        },
        "recipients": ["otel.example.com:4317"],
        "latency_ms": 4200,
    }
    assert record({"digest": SHOWN.digest, "latency_ms": -5})["latency_ms"] == 0
    assert record({"digest": SHOWN.digest, "latency_ms": 10**12})["latency_ms"] == 86_400_000


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        "yes",
        {"latency_ms": 1},
        {"digest": SHOWN.digest},
        {"digest": SHOWN.digest, "latency_ms": "1"},
        {"digest": None, "latency_ms": 1},
    ],
)
def test_no_answer_is_no_consent(answer: object) -> None:
    """Whatever shape it lacks."""
    with pytest.raises(NotAnsweredByPersonError, match="no consent"):
        record(answer)


@pytest.mark.parametrize("other", [notice("local-only-off").digest, "0" * 64, ""])
def test_a_consent_to_another_text_is_none(other: str) -> None:
    """With other recipients, say: who read that nobody is set up did not agree to one."""
    with pytest.raises(NotAnsweredByPersonError, match="another text"):
        record({"digest": other, "latency_ms": 1})
