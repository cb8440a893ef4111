"""The dialog's text is the notice, whole and in its order."""

from __future__ import annotations

from desktop_app.operations import local_only as operation
from desktop_app.tray.presenters import local_only


def test_every_paragraph_is_shown_once() -> None:
    """So that the digest is of what was read."""
    notice = operation.notice_off()
    shown = local_only.asked(notice, 0)
    assert (shown.title, shown.lead, *shown.recipients, shown.note) == notice.paragraphs
    assert shown.recipients == ("Nothing is set up to receive data.",)
    assert shown.answer == "Turn off"


def test_upstreams_are_named_and_counted() -> None:
    """One line each; the button says how many."""
    notice = operation.notice_off(["Collector otel.example.com:4317", "Timestamps tsa.example.org"])
    shown = local_only.asked(notice, 2)
    assert len(shown.recipients) == 2
    assert shown.answer == "Turn off for these 2"
    assert "otel.example.com" in local_only.description(shown)
