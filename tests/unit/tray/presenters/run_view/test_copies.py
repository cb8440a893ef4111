"""What is said of the files of a call that can be put back."""

from __future__ import annotations

from desktop_app.query.copies import NONE, Copies
from desktop_app.tray.presenters.run_view import copies
from desktop_app.tray.presenters.run_view.sources import Sources

SOURCES = Sources(why={"intents": [{"seq": 4}, {"seq": 7}], "effects": []})


def test_the_first_intent_that_changed_something() -> None:
    """It is what the run is rolled back to."""
    found = Copies(kept=True, files={7: 2})
    assert copies.intent(found, SOURCES) == 7
    told = copies.section(found, SOURCES)
    assert told is not None
    assert told.text == "2 paths changed while it ran. There are copies of what they were."
    assert told.link == f"{copies.LINK} 7"
    one = copies.section(Copies(kept=True, files={4: 1}), SOURCES)
    assert one is not None
    assert one.text == "1 path changed while it ran. There is a copy of what it was."


def test_nothing_is_said_where_nothing_can_be_put_back() -> None:
    """No copies, no intent, a call that changed nothing."""
    for found, sources in (
        (NONE, SOURCES),
        (Copies(kept=True, files={9: 1}), SOURCES),
        (Copies(kept=True, files={4: 1}), Sources()),
        (Copies(kept=False, files={4: 1}), SOURCES),
    ):
        assert copies.section(found, sources) is None
