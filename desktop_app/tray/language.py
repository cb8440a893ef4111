"""The person's language: Qt's translators, where there are texts in it. English needs none.

`resources/i18n/countersign_<language>.qm` is made from a `.ts` file of that name by `lrelease`
(`resources/docs/translating.md`). Plural forms are those of the language; what a translation lacks
stays English.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from desktop_app.errors import BugError
from desktop_app.host import resources
from desktop_app.tray import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QCoreApplication

FOLDER = "i18n"


def install(
    app: QCoreApplication,
    languages: Sequence[str] | None = None,
    read: Callable[[str], bytes] = resources.read_bytes,
) -> str:
    """Show texts in the first of the person's languages that there are texts in.

    Args:
        app: gets the translators.
        languages: as `de-AT`; None: the system's, in the person's order.
        read: a file of `resources` by its name.

    Returns:
        The language, as `de`; "en" where nothing is translated.
    """
    for language in QLocale.system().uiLanguages() if languages is None else languages:
        for name in _names(language):
            if name == "en":
                return name
            translator = _load(app, f"{FOLDER}/countersign_{name}.qm", read)
            if translator is not None:
                _install_qt(app, name)
                words.use(partial(_translated, translator))
                return name
    return "en"


def _translated(translator: QTranslator, text: str, n: int) -> str | None:
    return translator.translate(words.CONTEXT, text, None, n)


def _names(language: str) -> list[str]:
    """Return the names of files to look for, `de_AT` before `de`."""
    parts = language.replace("-", "_").split("_")
    return ["_".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _load(app: QCoreApplication, name: str, read: Callable[[str], bytes]) -> QTranslator | None:
    try:
        content = read(name)
    except BugError:  # there is none
        return None
    translator = QTranslator(app)
    if not translator.load(content):
        return None
    _KEPT.append(content)  # Qt reads it where it is
    app.installTranslator(translator)
    return translator


def _install_qt(app: QCoreApplication, name: str) -> None:
    """Qt's own texts: menus of text fields, buttons of file dialogs."""
    translator = QTranslator(app)
    if translator.load(
        f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        app.installTranslator(translator)


_KEPT: list[bytes] = []
