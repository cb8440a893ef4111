"""Verdicts in words: one word, what was done, what it lacks, what is wrong, first things first."""

from __future__ import annotations

import pytest

from desktop_app.model.verdict import Verdict
from desktop_app.tray.presenters import verdict

NOW = 1_795_169_861_000_000


def report(name: str, **more: object) -> dict[str, object]:
    """Return a report with what every one has."""
    made = {
        "verdict": name,
        "exit_code": Verdict(name).exit_code,
        "sentence": "All 7 entries recompute.",
        "first_bad_seq": None,
        "findings": [],
        "findings_dropped": 0,
        "not_proven": ["That agents sent everything they did."],
        "size": 7,
        "anchored_size": None,
    }
    return made | more


def finding(**fields: object) -> dict[str, object]:
    """Return a finding."""
    made = {"code": "x", "severity": "error", "text": "Odd.", "seq": None, "evidence": {}}
    return made | fields


def shown(name: str, **more: object) -> verdict.Shown:
    """Return how a report is shown."""
    return verdict.of_report(report(name, **more), at_us=NOW, duration_us=40_000, now_us=NOW)


def test_a_consistent_record_says_what_was_done_and_what_is_missing():
    """Green only because it was checked."""
    told = shown("CONSISTENT")
    assert (told.word, told.tone, told.icon) == ("Consistent", "ok", "sealed")
    assert told.did.startswith("All 7 entries were recomputed at ")
    assert told.did.endswith(", in 40 ms.")
    assert told.lacks == "No time stamp or checkpoint from outside agrees yet."
    assert told.not_proven == ("That agents sent everything they did.",)
    assert told.bad == ()


def test_one_entry_is_one():
    """No `1 entries`."""
    assert shown("CONSISTENT", size=1).did.startswith("The one entry was recomputed")
    assert shown("INVALID", size=1).did.startswith("1 entry was recomputed")


def test_of_a_pruned_record_not_all_was_recomputed():
    """From the report at hand, and as the log tells it of an earlier one."""
    told = shown("CONSISTENT", pruned=5)
    assert told.did.startswith("2 entries were recomputed at ")
    assert told.did.endswith("5 entries were pruned: their hashes are still there.")
    assert shown("CONSISTENT", pruned=1).did.endswith(
        "1 entry was pruned: its hash is still there."
    )
    row = {
        "verdict": "CONSISTENT",
        "ts_us": NOW,
        "sentence": "Of 7 entries 5 were pruned; the other 2 and all hashes recompute.",
        "by": "start",
        "size": 7,
        "duration_us": 1000,
    }
    assert verdict.of_row(row, now_us=NOW).did.endswith(row["sentence"])


def test_an_anchored_record_says_how_far():
    """What vouches for it, and for how much."""
    told = shown("ANCHORED", anchored_size=5)
    assert told.lacks == "A checkpoint from outside agrees with the first 5 entries."


def test_a_bad_verdict_names_the_first_bad_entry_first():
    """Then the sentence, then others, then how many more."""
    findings = [finding(text=f"Odd {n}.", seq=n) for n in range(10, 16)]
    told = shown("INVALID", sentence="Odd 10.", first_bad_seq=10, findings=findings)
    assert told.bad[:3] == ("First bad entry: #10", "Odd 10.", "#11: Odd 11.")
    assert told.bad[-1] == "2 more in the report."
    assert (told.tone, told.icon) == ("deny", "warning")
    assert told.lacks.startswith("Keep the file as it is, and copy the report")


def test_both_checkpoints_are_shown_where_they_contradict():
    """The record's own beside the pin; nothing else of the evidence."""
    evidence = {"ledger": "log\n7\nroot\n", "pin": "log\n9\nroot2\n", "root": "x"}
    told = shown("DIVERGED", findings=[finding(code="pin", evidence=evidence)])
    assert [name for name, _ in told.checkpoints] == [
        "The record's own checkpoint",
        "The pin beside the keys",
    ]
    assert told.checkpoints[1][1] == "log\n9\nroot2"
    assert "The pin beside the keys:\nlog\n9" in told.report


def test_warnings_are_told_though_all_recomputes():
    """A person should look at them."""
    told = shown("CONSISTENT", findings=[finding(severity="warning", text="Clock jumped.", seq=4)])
    assert told.bad == ("#4: Clock jumped.",)


def test_what_a_file_holds_is_made_visible():
    """In the sentence, in the checkpoints and in the report that is copied."""
    evil = "Odd \u202egpj.exe\x1b[2J"
    told = shown(
        "INVALID",
        sentence=evil,
        findings=[finding(text=evil, evidence={"ledger": evil, "pin": evil})],
        not_proven=[evil],
    )
    for text in (*told.bad, told.checkpoints[0][1], *told.not_proven, told.report):
        assert "\u202e" not in text
        assert "\x1b" not in text
    assert "U+202E" in told.report


@pytest.mark.parametrize("name", [str(one) for one in Verdict])
def test_every_verdict_has_a_word(name):
    """And a shape for its tone."""
    assert verdict.word(name) != name
    assert verdict.icon(name) in {"sealed", "unsealed", "warning"}
    assert verdict.advice(name)


def test_an_unknown_key_is_no_error_and_no_pass():
    """Amber: nobody said whose log it is."""
    assert verdict.tone("KEY_UNPINNED") == "ask"


def test_a_verdict_out_of_the_log():
    """What was recorded of it, for a tray that was started anew."""
    row = {
        "verdict": "CONSISTENT",
        "ts_us": NOW,
        "sentence": "All 7 entries recompute.",
        "by": "start",
        "size": 7,
        "duration_us": 1000,
    }
    told = verdict.of_row(row, now_us=NOW)
    assert told.did.startswith("All 7 entries were recomputed at ")
    assert told.not_proven == verdict.always()
    anchored = verdict.of_row({**row, "verdict": "ANCHORED"}, now_us=NOW)
    assert anchored.lacks == "A checkpoint or a time stamp from outside agreed with it then."
    bad = verdict.of_row({**row, "verdict": "INVALID", "sentence": "Odd."}, now_us=NOW)
    assert bad.bad == ("Odd.",)
    assert "at start" in bad.did


def test_causes_and_words_that_nobody_knows_are_shown_as_they_are():
    """A later version may write others."""
    assert verdict.cause("moon") == "moon"
    assert verdict.word("ODD") == "ODD"


def test_the_report_is_complete():
    """Verdict, facts, findings, limits."""
    told = shown(
        "INVALID", origin="countersign/1", findings=[finding(seq=3)], findings_dropped=2
    ).report
    for part in ("Verdict: INVALID (exit code 40)", "Log: countersign/1", "error: #3: Odd."):
        assert part in told
    assert "and 2 more" in told
    assert told.endswith("- That agents sent everything they did.\n")
