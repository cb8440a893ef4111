"""Every text that the window shows goes through here, so that it can be translated.

`tr` and `trn` take literal English; `use` puts a translator in (Qt's, in `tray.language`).
Presenters stay free of Qt that way. What an agent sent is never translated and never a format
string: it goes in by name. `tests.tools.texts` collects the texts for translators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Translator = Callable[[str, int], str | None]

CONTEXT = "Countersign"
NO_NUMBER = -1
_MOST = 1_000_000  # plural forms go by the last digits; Qt takes a C int
_translators: list[Translator] = []


def use(translator: Translator) -> None:
    """Translate through `translator(text, n)` from now on; it returns nothing for what it lacks.

    `n` is `NO_NUMBER`, or chooses the plural form of a text that `trn` was given as `many`.
    """
    _translators[:] = [translator]


def tr(text: str, /, **values: object) -> str:
    """Return a text in the person's language, with `{name}` replaced by values."""
    found = _translated(text, NO_NUMBER) or text
    return found.format(**values) if values else found


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return `one` for 1, else `many`; `{n}` is the number with thousands separated by commas."""
    form = n if n < _MOST else _MOST + n % _MOST
    found = _translated(many, form) or (one if n == 1 else many)
    return found.format(n=f"{n:,}", **values)


def _translated(text: str, n: int) -> str | None:
    return next((found for translate in _translators if (found := translate(text, n))), None)
