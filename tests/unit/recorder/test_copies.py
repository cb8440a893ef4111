"""Files around calls: copied by consent alone, each change with its call, wide folders refused."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.capture.files.watch import FileWatch
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import copies
from desktop_app.recorder.effects import Reported
from desktop_app.recorder.rollbacks import Asked
from desktop_app.recorder.runs import Run
from tests.fakes.consented import give
from tests.fakes.gate import answer, questions, shell, subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.capture.files.seen import Seen
    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that may be copied."""
    found = tmp_path / "deep" / "work"
    found.mkdir(parents=True)
    (found / "file").write_text("one")
    return found


def act(made: Recorder, folder: Path, call_id: str, deed: Callable[[], object]) -> None:
    """Ask, be allowed, do, report."""
    where = str(folder)
    declared = shell("rm file", cwd=where, workspace=where, call_id=call_id)
    told = made.gating.gate.begin(declared)
    for question in questions(made):
        answer(made, question)
    assert told.result(60).says != "deny"
    deed()
    made.gating.effects.report(Reported(declared, "ok", None, has_arguments=True))


def whole(made: Recorder, kind: str) -> list[dict[str, Any]]:
    """Return the subjects of a kind but for those that only hold copies."""
    return [one for one in subjects(made, kind) if "part" not in one]


def test_each_change_has_its_call(made: Recorder, folder: Path) -> None:
    """A snapshot before the first call; what came between two calls is nobody's."""
    give(made, COPIES)
    act(made, folder, "toolu_1", lambda: (folder / "file").write_text("two"))
    (folder / "between").write_text("x")
    act(made, folder, "toolu_2", (folder / "file").unlink)
    (snapshot,) = whole(made, "file.snapshot")
    assert (snapshot["files"], snapshot["cannot"]) == (1, 0)
    intents = [one for one in subjects(made, "action.intent") if one["decision"] != "denied"]
    assert len(intents) == 2
    told = whole(made, "file.op")
    assert [one["deeds"] for one in told] == [{"patch": 1}, {"create": 1}, {"delete": 1}]
    assert [len(one["calls"]) for one in told] == [1, 0, 1]


def test_a_runs_end_looks_once_more(made: Recorder, folder: Path) -> None:
    """What changed after the last call is in the run, before its end."""
    give(made, COPIES)
    act(made, folder, "toolu_1", lambda: None)
    (folder / "late").write_text("x")
    made.journal.end_run(RUN, {"reason": "exit"}).result(60)
    (told,) = whole(made, "file.op")
    assert (told["deeds"], told["calls"]) == ({"create": 1}, [])
    (end,) = subjects(made, "run.end")
    assert end["entries"] > 0


def test_without_consent_nothing_is_looked_at(made: Recorder, folder: Path) -> None:
    """And once it is withdrawn, no more."""
    act(made, folder, "toolu_1", lambda: (folder / "file").write_text("two"))
    made.copies.begin(RUN, str(folder), wait=True)
    assert subjects(made, "file.snapshot") == []
    give(made, COPIES)
    act(made, folder, "toolu_2", lambda: (folder / "file").write_text("three"))
    (seq,) = [one.seq for one in made.gating.book.in_force(0)]
    made.gating.revoke(seq, {"sender": "", "auth": "person"})
    act(made, folder, "toolu_3", lambda: (folder / "file").write_text("four"))
    assert len(whole(made, "file.op")) == 1


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("relative", "no folder is known"),
        ("/nowhere/at/all", "no folder is known"),
        (str(Path.home()), "too wide"),
        ("/", "too wide"),
        ("/usr", "too wide"),
    ],
)
def test_folders_that_are_not_copied(made: Recorder, folder: str, why: str) -> None:
    """The entry says why; the call goes on."""
    give(made, COPIES)
    made.copies.begin(RUN, folder, wait=True)
    made.copies.begin(RUN, folder, wait=True)
    (told,) = whole(made, "file.snapshot")
    assert why in told["why"]


def test_too_many_runs_at_once(
    made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watching costs: the next run is told to have no copies."""
    give(made, COPIES)
    monkeypatch.setattr(copies, "MAX_RUNS", 1)
    made.copies.begin(RUN, str(folder), wait=True)
    made.copies.begin(Run("claude-code", "run-2"), str(folder), wait=True)
    assert "other runs" in whole(made, "file.snapshot")[1]["why"]


def test_a_folder_that_cannot_be_read(
    made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and what follows costs nothing."""
    give(made, COPIES)

    def fail(_self: object, _folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(FileWatch, "begin", fail)
    act(made, folder, "toolu_1", lambda: (folder / "file").write_text("two"))
    (told,) = whole(made, "file.snapshot")
    assert told["why"] == "Input/output error"
    assert whole(made, "file.op") == []


def test_a_first_look_that_takes_too_long(
    made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is not held up; its changes are in the next look that is ready."""
    give(made, COPIES)
    monkeypatch.setattr(copies, "WAIT_S", 0.0)
    act(made, folder, "toolu_1", lambda: None)
    assert whole(made, "file.op") == []


@pytest.mark.parametrize("below", ["", "inside"])
def test_our_own_folder_is_never_copied(made: Recorder, tmp_path: Path, below: str) -> None:
    """A session may begin anywhere an agent says: in our data, or by a link to it."""
    give(made, COPIES)
    (made.paths.data_dir / below).mkdir(exist_ok=True)
    link = tmp_path / "link"
    link.symlink_to(made.paths.data_dir / below)
    made.copies.begin(RUN, str(link), wait=True)
    (told,) = whole(made, "file.snapshot")
    assert "own" in told["why"]


@pytest.mark.parametrize("below", [".ssh", ".gnupg/private-keys-v1.d", ".mozilla/firefox/x.y"])
def test_a_folder_of_keys_is_never_copied(made: Recorder, tmp_path: Path, below: str) -> None:
    """A consent for copies of where agents work is none for what a person hides from them."""
    give(made, COPIES)
    (tmp_path / below).mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / below)
    made.copies.begin(RUN, str(link), wait=True)
    (told,) = whole(made, "file.snapshot")
    assert "holds keys" in told["why"]


def test_a_rollback_stays_where_links_led_then(made: Recorder, folder: Path) -> None:
    """An agent that turns a link elsewhere after its run turns no rollback elsewhere."""
    give(made, COPIES)
    link = folder.parent / "link"
    link.symlink_to(folder)
    made.copies.begin(RUN, str(link), wait=True)  # as a session begins
    act(made, link, "toolu_1", lambda: (folder / "file").write_text("two"))
    other = folder.parent / "other"
    other.mkdir()
    (other / "file").write_text("two")
    link.unlink()
    link.symlink_to(other)
    plan = made.rollbacks.plan(Asked(RUN))
    assert plan["workspace"] == str(folder)
    made.rollbacks.apply(str(plan["plan"]))
    assert (folder / "file").read_text() == "one"
    assert (other / "file").read_text() == "two"


def test_a_folder_that_does_not_answer_holds_nobody_up(
    made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its own calls for long, nor another run's at all."""
    give(made, COPIES)
    made.copies.begin(RUN, str(folder), wait=True)
    answers, before = Event(), FileWatch.before
    ended: list[str] = []

    def hang(watch: FileWatch, call: str) -> Seen:
        answers.wait(5)
        ended.append(call)
        return before(watch, call)

    monkeypatch.setattr(FileWatch, "before", hang)
    monkeypatch.setattr(copies, "WAIT_S", 0.1)
    try:
        act(made, folder, "toolu_1", lambda: None)
        made.copies.begin(Run("claude-code", "run-2"), str(folder), wait=True)
        assert ended == []
    finally:
        answers.set()


def test_runs_that_are_not_copied_are_forgotten(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent may name any number of them."""
    give(made, COPIES)
    monkeypatch.setattr(copies, "MAX_KNOWN", 2)
    for number in (1, 2, 3, 1):
        made.copies.begin(Run("claude-code", f"run-{number}"), "relative", wait=True)
    assert len(whole(made, "file.snapshot")) == 4
