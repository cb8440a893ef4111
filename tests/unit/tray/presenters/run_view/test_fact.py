"""A line of the detail panel: all but label and value may be left out."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.fact import Fact


def test_a_plain_fact_has_no_shape_and_no_button() -> None:
    """In the colour of text."""
    fact = Fact("Ran", "2.0 s")
    assert (fact.icon, fact.tone, fact.fixed, fact.whole, fact.link) == ("", "text", False, "", "")
