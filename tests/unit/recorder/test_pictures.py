"""Pictures around calls that act on the screen: kept by consent alone, bound to their call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.capture.screens.region import Region
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.recorder import pictures
from desktop_app.recorder.effects import Reported
from tests.fakes.consented import give
from tests.fakes.gate import answer, questions, shell, subjects
from tests.fakes.ledger_place import until
from tests.fakes.recording import entries
from tests.fakes.screens import FakeDesktop, FakeGrabber, frame, showing, window

if TYPE_CHECKING:
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.recorder import Recorder

TOOL = "mcp__playwright__browser_click"


def click(call_id: str) -> Declared:
    """An agent's click in a browser."""
    return replace(shell(""), tool=TOOL, arguments={"element": call_id}, call_id=call_id)


@pytest.fixture
def desktop(made: Recorder) -> FakeDesktop:
    """A desktop in memory in place of the system's; its first picture is seen by nobody."""
    found = FakeDesktop(FakeGrabber([frame, frame, lambda: frame(b"\0\xff\0\0")]))
    made.pictures._open_screen = lambda: found.screen
    return found


def act(made: Recorder, declared: Declared) -> None:
    """Ask, be allowed, report."""
    told = made.gating.gate.begin(declared)
    for question in questions(made):
        answer(made, question)
    assert told.result(60).says != "deny"
    made.gating.effects.report(Reported(declared, "ok", None, has_arguments=True))


def captures(made: Recorder, number: int) -> list[dict[str, Any]]:
    """Wait for so many `capture` entries."""
    until(lambda: len(subjects(made, "capture")) >= number)
    return subjects(made, "capture")


@pytest.mark.usefixtures("desktop")
def test_before_and_after_are_bound_to_the_call(made: Recorder) -> None:
    """Two pictures, in order, with the call's id and its intent; both in the vault."""
    give(made, SCREENSHOTS)
    act(made, click("toolu_1"))
    before, after = captures(made, 2)
    assert [before["trigger"], after["trigger"]] == ["before", "after"]
    (intent,) = subjects(made, "action.intent")
    assert intent["call_id"] == before["call_id"] == after["call_id"] == "toolu_1"
    assert before["intent"] == after["intent"]
    assert before["outcome"] == after["outcome"] == "kept"
    assert before["kept"]["payloads"] == 2  # picture and thumbnail
    until(lambda: made.pictures.status()["count"] == 2)
    assert made.pictures.status()["newest"]["run_id"] == "run-1"


def test_without_consent_there_is_none_and_the_ledger_says_so(
    made: Recorder, desktop: FakeDesktop
) -> None:
    """Nothing is grabbed; one entry a run tells that nobody allowed it."""
    act(made, click("toolu_1"))
    act(made, click("toolu_2"))
    (told,) = captures(made, 1)
    assert told["outcome"] == "not_granted"
    assert "kept" not in told
    assert desktop.grabber.grabs == 0
    assert made.pictures.status() == {"count": 0, "newest": None, "why": None}


def test_the_screen_is_held_from_the_consent_on(made: Recorder, desktop: FakeDesktop) -> None:
    """So that the first picture is on time; what is grabbed for that is nowhere."""
    made.pictures.begin()
    give(made, SCREENSHOTS)
    until(lambda: desktop.grabber.grabs == 1)
    made.pictures.close()
    assert subjects(made, "capture") == []
    assert made.pictures.status()["count"] == 0


@pytest.mark.usefixtures("desktop")
def test_other_calls_get_no_picture(made: Recorder) -> None:
    """A command that touches no screen, and a call that was denied."""
    give(made, SCREENSHOTS)
    act(made, shell("ls -l", call_id="toolu_1"))
    told = made.gating.gate.begin(click("toolu_2"))
    for question in questions(made):
        answer(made, question, "deny")
    assert told.result(60).says == "deny"
    made.pictures.close()
    assert subjects(made, "capture") == []


def test_a_persons_own_excluded_window(made: Recorder, desktop: FakeDesktop) -> None:
    """Their file is read for each picture; while it is broken, every window is left out."""
    desktop.windows = showing([window(app="Diary")])
    give(made, SCREENSHOTS)
    rules = made.paths.data_dir / "excluded.toml"
    rules.write_text('version = 1\n[[rules]]\nname = "mine"\nclasses = ["diary"]\n')
    act(made, click("toolu_1"))
    assert [one["rule"] for one in captures(made, 2)[0]["masked"]] == ["mine"]
    rules.write_text("version = ")
    act(made, click("toolu_2"))
    assert [one["rule"] for one in captures(made, 4)[2]["masked"]] == ["broken-file"]
    assert "excluded.toml" in str(made.pictures.status()["why"])


def test_the_persons_region(made: Recorder) -> None:
    """A setting that holds at once."""
    made.settings.set("screens.region", "window")
    made.settings.set("screens.without_windows", "true")
    found = made.pictures._screen_settings()
    assert (found.region, found.without_windows) == (Region.WINDOW, True)


def test_no_picture_comes_after_the_end_of_its_run(
    made: Recorder, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end waits for it, as far as there is patience; so no run begins anew by a picture."""
    give(made, SCREENSHOTS)
    act(made, click("toolu_1"))
    run = made.journal.book.open_runs()[0]
    made.journal.end_run(run, {"reason": "exit"}).result(60)
    written = [str(entry.kind) for entry in entries(made) if entry.run_id == run.run_id]
    assert written.count("run.start") == 1
    assert (written.count("capture"), written[-1]) == (2, "run.end")
    monkeypatch.setattr(pictures, "WAIT_S", 0.01)
    made.pictures._coming[run] = 1
    made.pictures.ending(run)
    assert not made.pictures._coming
    assert desktop.grabber.grabs == 3
