"""What we set in a config, place by place: a value of its own, or one element of a list of many.

A place is written dotted in the record of a set-up; one that ends in `[]` is an element of a list.
No key of any agent holds a dot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.hooks.wiring import is_ours

if TYPE_CHECKING:
    from desktop_app.agents import record
    from desktop_app.agents.editors import Editor

ELEMENT = "[]"


def dotted(path: tuple[str, ...], *, element: bool = False) -> str:
    """Return a place as the record writes it."""
    return ".".join(path) + (ELEMENT if element else "")


def is_element(place: str) -> bool:
    """Return whether a place is an element of a list: one of an agent's hooks."""
    return place.endswith(ELEMENT)


def path_of(place: str) -> tuple[str, ...]:
    """Return the keys on the way to a place's value or list."""
    return tuple(place.removesuffix(ELEMENT).split("."))


def stands(editor: Editor, text: str, wired: record.Wired, place: str) -> bool:
    """Return whether a config has there what the newest set-up wrote, and of ours no more."""
    if not is_element(place):
        return wired.stands(place, editor.get(text, path_of(place)))
    found = [row for row in _rows(editor, text, place) if is_ours(row)]
    return len(found) == 1 and wired.stands(place, found[0])


def put_back(
    editor: Editor, text: str, wired: record.Wired, place: str, original: str
) -> str | None:
    """Return a config's text without what we set there; None where somebody changed it since."""
    path = path_of(place)
    if not is_element(place):
        if not wired.is_ours(place, editor.get(text, path)):
            return None
        return editor.put_back(text, path, original)
    rows = _rows(editor, text, place)
    if any(wired.is_ours(place, row) for row in rows):
        return editor.drop_items(text, path, lambda row: wired.is_ours(place, row), original)
    return None if any(map(is_ours, rows)) else text


def _rows(editor: Editor, text: str, place: str) -> list[object]:
    found = editor.get(text, path_of(place))
    return list(found) if isinstance(found, list) else []
