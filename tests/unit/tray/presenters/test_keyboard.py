"""The table of keys is whole: each deed has a word, and no page has a key twice."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import keyboard

PAGES = ("timeline", "consent", "run", "integrity", "agents", "settings")


def test_every_deed_has_a_word() -> None:
    """And every word and every place a deed."""
    assert list(keyboard.words()) == list(keyboard.KEYS)
    assert set(keyboard.PAGES) <= set(keyboard.KEYS)
    assert set.union(*map(set, keyboard.PAGES.values())) <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_a_key_twice(page: str) -> None:
    """What works on a page and what works everywhere are different keys."""
    lines = [*keyboard.of_page(page), *keyboard.everywhere(len(PAGES))]
    keys = [key for line in lines for key in line.keys]
    assert len(keys) == len(set(keys))


def test_each_page_is_told_its_own_keys() -> None:
    """The waterfall's letters belong to the run alone; as many pages as there are."""
    assert {"W", "Y", "."} <= {key for line in keyboard.of_page("run") for key in line.keys}
    assert "W" not in {key for line in keyboard.of_page("timeline") for key in line.keys}
    assert keyboard.of_page("settings") == []
    assert keyboard.everywhere(4)[0].keys == ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4")
