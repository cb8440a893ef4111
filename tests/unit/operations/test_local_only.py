"""What is shown before local-only mode is turned off, and what is asked then."""

from __future__ import annotations

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
