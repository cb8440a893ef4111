"""What is shown before local-only mode is turned off, and what is asked then."""

from __future__ import annotations

import pytest

from desktop_app.operations import local_only


def test_a_consent_is_to_what_was_shown() -> None:
    """Its digest goes with the answer; who receives data is named."""
    shown = local_only.notice_off()
    assert "Nothing is set up to receive data." in shown.paragraphs
    assert local_only.turn_off(shown, 42) == {
        "on": False,
        "confirmed": True,
        "consent": {"digest": shown.digest, "latency_ms": 42},
    }
    named = local_only.notice_off(["Collector, otel.example.com:4317"])
    assert "Collector, otel.example.com:4317" in named.paragraphs
    assert named.digest != shown.digest


def test_on_asks_nothing() -> None:
    """No consent, no confirmation."""
    assert local_only.turn_on() == {"on": True}


def test_the_mode_in_a_sentence() -> None:
    """As it is: off without anybody set up sends nothing either."""
    assert local_only.sentence(on=True, upstreams=3).endswith("sends nothing out.")
    assert "nothing is set up" in local_only.sentence(on=False, upstreams=0)
    assert "1 upstream may receive data" in local_only.sentence(on=False, upstreams=1)


@pytest.mark.parametrize(
    ("behind", "unsure", "said"),
    [
        (0, None, "logs: 3 records sent, nothing is left."),
        (5, None, "logs: 3 records sent; from entry #7 on nothing was."),
        (
            5,
            [7, 1009],
            "#7 to #1,009 it is not known whether they arrived; nothing after was.",
        ),
    ],
)
def test_what_was_sent_in_a_sentence(behind: int, unsure: list[int] | None, said: str) -> None:
    """What is sure, what is not, and where the rest begins."""
    stands = {
        "name": "logs",
        "kind": "otlp",
        "records": 3,
        "position": 7,
        "behind": behind,
        "unsure": unsure,
    }
    assert local_only.sent_sentence(stands).endswith(said)
