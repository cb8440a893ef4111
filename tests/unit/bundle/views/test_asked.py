"""bundle.views.asked: kept, not kept, not sent: three things."""

from __future__ import annotations

import pytest

from desktop_app.bundle.views.asked import Asked, asked
from desktop_app.bundle.views.call import Content, Told

DIGEST = "hmac-sha256:" + "0" * 32
MARK = f"[hash prompt 60 bytes {DIGEST}]"


def told(seq=5, **attributes):
    """Return a record with these attributes."""
    return Told("logs", seq, 1, None, None, "user_prompt", 0, None, "Turn", attributes, {})


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ({"prompt": "a\nb"}, Asked(("a", "b"), None, None, 5)),
        ({"prompt": MARK}, Asked(None, Content("prompt", "prompt", 60, DIGEST), None, 5)),
        ({"prompt": "<REDACTED>", "prompt_length": "60"}, Asked(None, None, 60, 5)),
        ({"user_prompt_length": 7}, Asked(None, None, 7, 5)),
        ({"prompt_length": "many"}, Asked(None, None, None, 5)),
        ({"prompt_length": "9" * 40}, Asked(None, None, None, 5)),
        ({"prompt": [1]}, Asked(None, None, None, 5)),
        ({}, Asked(None, None, None, 5)),
    ],
)
def test_what_the_record_has_of_a_prompt(attributes, wanted):
    """A placeholder of the sender is no prompt; a digest is not its text."""
    assert asked([told(**attributes)]) == wanted


def test_the_record_that_knows_most_is_asked():
    """Span and log record tell of one turn."""
    assert asked([told(), told(6, prompt_length=3), told(7, prompt="x")]).seq == 7
    assert asked([told(), told(6, prompt_length=3)]).seq == 6
    assert asked([]) is None
