"""A translation made with Qt's own tool changes texts and plurals; what it lacks stays English."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BugError
from desktop_app.tray import language, words
from desktop_app.tray.words import tr, trn
from tests.tools import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.gui

GERMAN = {"Sends nothing out": "Sendet nichts hinaus", "Sealed to #{n}": "Versiegelt bis #{n}"}
FORMS = (
    "<numerusform>{n} Frage wartet.</numerusform>",
    "<numerusform>{n} Fragen warten.</numerusform>",
)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Translate three texts of the file for translators, compile it, and read only that."""
    folder = tmp_path_factory.mktemp("i18n")
    text = texts.SOURCE.read_text("utf-8").replace("<TS ", '<TS language="de" ', 1)
    empty = '<translation type="unfinished">'
    for source, translation in GERMAN.items():
        text = _put(
            text, source, f"{empty}</translation>", f"<translation>{translation}</translation>"
        )
    plural = f"{empty}<numerusform></numerusform></translation>"
    made = f"<translation>{''.join(FORMS)}</translation>"
    text = _put(text, "{n} questions wait for you.", plural, made)
    path = folder / "countersign_de.ts"
    path.write_text(text, "utf-8")
    assert texts.problems(path) == []
    tool = Path(sysconfig.get_path("scripts")) / "pyside6-lrelease"
    subprocess.run([tool, path, "-qm", path.with_suffix(".qm")], check=True, capture_output=True)

    def read(name: str) -> bytes:
        try:
            return (folder / Path(name).name).read_bytes()
        except OSError as error:
            raise BugError(name) from error

    return read


def _put(text: str, source: str, empty: str, translation: str) -> str:
    at = text.index(f"<source>{source}</source>")
    return text[:at] + text[at:].replace(empty, translation, 1)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, qapp: QApplication):
    """Take translators away again."""
    monkeypatch.setattr(words, "_translators", [])
    yield
    for translator in qapp.findChildren(language.QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_texts_and_plural_forms_change(qapp: QApplication, german) -> None:
    """Values are put in by name; what is not translated stays English."""
    assert language.install(qapp, ["de-AT", "de", "en"], german) == "de"
    assert tr("Sends nothing out") == "Sendet nichts hinaus"
    assert tr("Sealed to #{n}", n="10,482") == "Versiegelt bis #10,482"
    one, many = "{n} question waits for you.", "{n} questions wait for you."
    assert trn(one, many, 1) == "1 Frage wartet."
    assert trn(one, many, 2_000) == "2,000 Fragen warten."
    assert tr("Recording") == "Recording"
    assert trn("{n} run", "{n} runs", 1) == "1 run"


def test_english_comes_in_the_persons_order(qapp: QApplication, german) -> None:
    """Who prefers English gets it; who prefers what there is none of gets the next."""
    assert language.install(qapp, ["en-GB", "de"], german) == "en"
    assert tr("Sends nothing out") == "Sends nothing out"
    assert language.install(qapp, ["fr-FR", "de"], german) == "de"


def test_a_damaged_file_is_passed(qapp: QApplication) -> None:
    """The window opens in English then."""
    assert language.install(qapp, ["de"], lambda _name: b"no translation") == "en"


def test_none_ships_yet(qapp: QApplication) -> None:
    """English whatever the system says, from the packaged resources."""
    assert language.install(qapp) == "en"
    assert language.install(qapp, ["de", "zh-Hans-CN"]) == "en"
