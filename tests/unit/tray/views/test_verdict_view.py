"""How a verdict about a bundle is shown, and how one tells the fingerprint."""

from __future__ import annotations

import pytest

from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.tray.presenters import bundle_verdict
from desktop_app.tray.views.verdict_view import OWN, JudgingView, VerdictView
from tests.fakes.bundle_forger import forge, standard_log
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui
LOG = standard_log()


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A verdict that asks for the fingerprint."""
    path = tmp_path_factory.mktemp("bundle") / "a.zip"
    path.write_bytes(forge(log=LOG, sizes=[305]).to_zip())
    report = verify_path(path, Trust()).to_json()
    return bundle_verdict.of_report(report, file="a.zip", digest="ab" * 32, at_us=0)


@pytest.fixture
def view(qtbot, theme):
    """The view, shown."""
    made = VerdictView(theme)
    qtbot.addWidget(made)
    made.resize(720, 760)
    made.show()
    return made


def test_word_reason_steps_and_limits(qtbot, view, shown, qapp):
    """All of them; and the report on the clipboard."""
    view.show_verdict(shown, name="a.zip", given="", entry=42)
    qtbot.waitUntil(lambda: "14. Trust" in told(view))
    for part in ("Cannot tell", "What this does not prove", "Recorded as #42.", LOG.fingerprint):
        assert part in told(view)
    pressed(view, "Copy report").click()
    assert qapp.clipboard().text() == shown.report


def test_the_fingerprint_is_typed_and_told(qtbot, view, shown):
    """Not before all 30 digits are there; Enter does it."""
    view.show_verdict(shown, name="a.zip", given="", entry=None)
    qtbot.waitUntil(lambda: "Not recorded: the recorder is not running." in told(view))
    qtbot.waitUntil(lambda: view.field.hasFocus() and "14. Trust" in told(view))
    again = pressed(view, "Check again")
    qtbot.keyClicks(view.field, LOG.fingerprint[:20])
    assert not again.isEnabled()
    assert "of 30 digits." in told(view)
    qtbot.keyClicks(view.field, LOG.fingerprint[20:])
    assert again.isEnabled()
    with qtbot.waitSignal(view.told) as signal:
        again.click()
    assert signal.args == [LOG.fingerprint.replace(" ", "")]


def test_what_it_was_judged_by_is_said(qtbot, view, shown):
    """Grouped, as it is read out."""
    view.show_verdict(shown, name="a.zip", given="12345" * 6, entry=1)
    text = "Judged by the fingerprint 12345 12345 12345 12345 12345 12345."
    qtbot.waitUntil(lambda: text in told(view))
    view.show_verdict(shown, name="a.zip", given=OWN, entry=1)
    qtbot.waitUntil(lambda: "It is of this computer's own log" in told(view))


def test_progress_and_cancel(qtbot, theme):
    """A bar without an end until the numbers are known."""
    judging = JudgingView(theme)
    qtbot.addWidget(judging)
    judging.show()
    judging.begin("a.zip")
    assert "Checking a.zip" in told(judging)
    judging.told(0, 0)
    assert "in a process of its own" in told(judging)
    judging.told(3, 9)
    assert "3 of 9 in this step." in told(judging)
    with qtbot.waitSignal(judging.cancelled):
        pressed(judging, "Cancel").click()
