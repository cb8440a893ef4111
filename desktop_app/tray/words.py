"""Every text that the window shows goes through here, so that it can be translated.

`tr` and `trn` take literal English; `use` puts a translator in (Qt's, in `tray.app`). Presenters
stay free of Qt that way. What an agent sent is never translated and never a format string: it goes
in by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT = "Countersign"
_translators: list[Callable[[str], str]] = []


def use(translator: Callable[[str], str]) -> None:
    """Translate through this function from now on; it returns its argument for what it lacks."""
    _translators[:] = [translator]


def tr(text: str, /, **values: object) -> str:
    """Return a text in the person's language, with `{name}` replaced by values."""
    for translate in _translators:
        text = translate(text)
    return text.format(**values) if values else text


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return `one` for 1, else `many`; `{n}` is the number with thousands separated by commas."""
    return tr(one if n == 1 else many, n=f"{n:,}", **values)
