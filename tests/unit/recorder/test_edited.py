"""Who loosens a setting in the file while no recorder runs is told in the next start's entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes.gate import of_kind
from tests.fakes.kept import ask
from tests.fakes.recording import recorder, restarted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop_app.recorder.recorder import Recorder

WITHOUT = "screens.without_windows"


def edit(made: Recorder, text: str) -> None:
    """Write the settings file behind everybody's back."""
    made.paths.settings.write_text(text)


def started(made: Recorder) -> list[object]:
    """Return what each start says was edited."""
    return [entry.subject.get("edited") for entry in of_kind(made, EntryKind.RECORDER_START)]


def test_what_was_loosened_in_the_file_is_an_entry(made: Recorder) -> None:
    """Once: the next start knows it from the ledger. It holds all the same."""
    edit(made, "[screens]\nwithout_windows = true\n[run]\nidle_s = 5\n")
    with restarted(made) as other:
        assert other.settings[WITHOUT] is True
    with restarted(made):
        pass
    assert started(made) == [None, [{"name": WITHOUT, "old": False, "new": True}], None]


def test_what_a_person_commanded_is_none(made: Recorder) -> None:
    """Nor what is tightened in the file; loosened again it is one."""
    ask(made, "config.set", name=WITHOUT, value="true")
    with restarted(made):
        pass
    edit(made, "")
    with restarted(made):
        pass
    edit(made, "[screens]\nwithout_windows = true\n")
    with restarted(made):
        pass
    told = [{"name": WITHOUT, "old": False, "new": True}]
    assert started(made) == [None, None, None, told]


def test_retention_is_told_too_and_does_not_hold(made: Recorder) -> None:
    """Its policy stays that of the ledger."""
    edit(made, "[retention]\nbody_days = 7\n[keep]\nruns = 'troubled'\n")
    with restarted(made) as other:
        assert other.retention.look().policy.body_days == 365
        assert not other.retention.look().policy.samples
    assert started(made)[1] == [
        {"name": "retention.body_days", "old": 365, "new": 7},
        {"name": "keep.runs", "old": "all", "new": "troubled"},
    ]


def test_the_first_start_of_a_log_edits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who wrote the file before they began."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.toml").write_text("[screens]\nwithout_windows = true\n")
    with recorder(tmp_path, monkeypatch) as made:
        assert made.settings[WITHOUT] is True
        assert started(made) == [None]


def test_verify_says_it_and_fails_nothing(made: Recorder) -> None:
    """One warning each; what of retention does not hold is said by its own step."""
    edit(made, "[screens]\nwithout_windows = true\n[retention]\nbody_days = 7\n")
    with restarted(made) as other:
        other.journal.writer.checkpoint("export").result()
        trust = Trust.from_keystore(other.keystore())
        report = audit(made.paths.ledger, trust=trust, now_us=other.clock.now_us())
    told = [(one.code, one.severity, one.text) for one in report.findings]
    (seq,) = [e.seq for e in of_kind(made, EntryKind.RECORDER_START) if "edited" in e.subject]
    said = (
        f"Entry {seq} finds {WITHOUT} at true, and it was false: loosened while no recorder ran, "
        "by no command of a person."
    )
    assert ("settings_edited", "warning", said) in told
    assert [code for code, _, _ in told].count("settings_edited") == 1
    assert "retention_file" in [code for code, _, _ in told]
    assert report.verdict is Verdict.CONSISTENT
