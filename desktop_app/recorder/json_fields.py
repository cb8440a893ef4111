"""Fields of what programs send as JSON.

Promise: a text that is returned can be written down. JSON has escapes for half a character, which
no leaf can hold; whoever sends one hears it, instead of being told that all is well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import MalformedRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON


def text(value: Mapping[str, JSON], name: str, most: int) -> str:
    """Return a text of at most so many characters; "" where there is none.

    Raises:
        MalformedRequestError: it is something else, longer, or holds half a character.
    """
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > most:
        raise MalformedRequestError(f"`{name}` is a text of at most {most} characters.")
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError(f"`{name}` holds half a character.") from error
    return found
