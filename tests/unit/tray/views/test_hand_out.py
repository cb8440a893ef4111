"""The checkpoint handed out from the window, in each way, with and without a recorder."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.note import parse_note
from desktop_app.tray.views.hand_out import HandOut
from tests.fakes.seen import told
from tests.fakes.workspace import Workspace

pytestmark = pytest.mark.gui


@pytest.fixture
def handing(qtbot):
    """Return what hands out over a desk."""

    def made(desk) -> HandOut:
        parent = QWidget()
        qtbot.addWidget(parent)
        parent.show()
        return HandOut(desk, parent)

    return made


def newest_way(desk) -> dict[str, object]:
    """Return what the newest command entry says."""
    with LedgerReader(desk.paths.ledger) as reader:
        return dict(next(reader.backwards(EntryKind.COMMAND)).subject)


def test_file_and_commit(qtbot, live_desk, handing, tmp_path):
    """Written there, and written down."""
    out, work = handing(live_desk), Workspace(tmp_path)
    work.git("init", "-q", "-b", "main")
    with qtbot.waitSignal(out.done, timeout=20_000) as done:
        out.to("file", tmp_path / "kept")
    assert done.args[0].startswith("Saved: the checkpoint of")
    assert parse_note((tmp_path / "kept").read_bytes()).signatures
    assert newest_way(live_desk)["way"] == "file"
    with qtbot.waitSignal(out.done, timeout=20_000) as done:
        out.to("git", work.root)
    assert done.args[0].startswith("Committed, not pushed: the checkpoint of")
    assert newest_way(live_desk)["commit"] == work.git("rev-parse", "HEAD").strip()


def test_a_code_for_a_phone(qtbot, live_desk, handing):
    """In a window of its own that says what it is."""
    out = handing(live_desk)
    with qtbot.waitSignal(out.done, timeout=20_000):
        out.show_code()
    assert out.code is not None
    assert not out.code.code.sizeHint().isEmpty()
    assert "`countersign verify --anchor FILE` takes that text." in told(out.code)
    assert newest_way(live_desk)["way"] == "QR code"
    out.code.close()


def test_without_a_recorder_it_is_handed_out_and_not_written_down(qtbot, desk, handing):
    """Which is said."""
    out = handing(desk)
    with qtbot.waitSignal(out.done, timeout=20_000) as done:
        out.copy()
    assert done.args[0].endswith("Not written down: the recorder is not running.")
    assert QGuiApplication.clipboard().text().startswith("countersign/")


def test_what_goes_wrong_is_told(qtbot, desk, handing, tmp_path):
    """No repository there: a message, nothing else."""
    out = handing(desk)
    out.to("git", tmp_path)
    qtbot.waitUntil(lambda: bool(desk.notices.errors), timeout=20_000)
    assert "git" in str(desk.notices.errors[0])


@pytest.mark.parametrize(("ask", "way"), [("save", "file"), ("commit", "git")])
def test_the_person_is_asked_where(  # noqa: PLR0917 - fixtures
    qtbot, desk, handing, tmp_path, ask, way
):
    """In a dialog that blocks nothing."""
    out = handing(desk)
    taken = []
    out.to = lambda *given: taken.append(given)
    getattr(out, ask)()
    dialog = out.parent().findChild(QFileDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.fileSelected.emit(str(tmp_path / "there"))
    assert taken == [(way, tmp_path / "there")]
    dialog.reject()
