"""capture.screens.asked: what was once written stays readable; whoever only asks loads nothing."""

from __future__ import annotations

import subprocess
import sys

from desktop_app.capture.screens.asked import PURPOSE, Asked, Trigger
from desktop_app.consent.purposes import PURPOSES


def test_published_triggers_stay() -> None:
    """Entries name them; a new one is noted here."""
    assert [str(one) for one in Trigger] == ["before", "after", "hand", "api", "sdk"]
    assert PURPOSE in PURPOSES


def test_a_wish_is_little() -> None:
    """By hand: no run, no call, as the settings say."""
    asked = Asked(Trigger.HAND)
    assert (asked.run, asked.tool, asked.call_id, asked.region) == (None, "", None, None)


def test_it_loads_no_library_of_pictures() -> None:
    """The recorder and its verbs name wishes at each start."""
    script = (
        "import sys; import desktop_app.capture.screens.asked;"
        "print([m for m in ('PIL', 'mss', 'Xlib', 'jeepney') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
