"""Texts of what programs send: of a length, and such as can be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import MalformedRequestError
from desktop_app.recorder.json_fields import text

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON


def test_a_text_or_none() -> None:
    """As long as it may be, in any letters."""
    assert text({"tool": "Bäsh\U0001f600"}, "tool", 5) == "Bäsh\U0001f600"
    assert text({"tool": None}, "tool", 5) == text({}, "tool", 5) == ""


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (7, "`tool` is a text of at most 5 characters."),
        ("x" * 6, "`tool` is a text of at most 5 characters."),
        ("x\ud800", "`tool` holds half a character."),
    ],
)
def test_what_could_not_be_written_down_is_refused(found: JSON, said: str) -> None:
    """With the field's name."""
    with pytest.raises(MalformedRequestError) as caught:
        text({"tool": found}, "tool", 5)
    assert caught.value.message == said
