"""Seals, pins, epochs, keys and disk in the words of the page."""

from __future__ import annotations

from datetime import datetime

import pytest

from desktop_app.tray.presenters import integrity
from desktop_app.tray.presenters.integrity import Progress
from desktop_app.tray.presenters.state import State

NOW = 1_795_169_861_000_000
DAY_US = 86_400_000_000


def facts(state: State, report=None, custody="os-keychain") -> list[tuple[str, str, str]]:
    """Return (name, value, tone) of the facts."""
    made = integrity.seal_facts(state, report, custody=custody, now_us=NOW)
    return [(fact.name, fact.value, fact.tone) for fact in made]


def test_without_a_recorder_nothing_is_known():
    """Dashes, not zeros."""
    sealed, unsealed, pin = facts(State())
    assert sealed == ("Sealed to", "–", "text3")  # noqa: RUF001 - the design's sign
    assert unsealed[1] == "–"  # noqa: RUF001 - the design's sign
    assert pin == ("Pin in the keychain", "not compared yet", "text2")


def test_what_is_sealed_and_what_waits():
    """Entry numbers begin at 0; the oldest that waits has an age."""
    status = (("unsealed_since_us", NOW - 4_200_000), ("pin", {"at_us": NOW, "agrees": True}))
    state = State(size=10_486, sealed_size=10_483, status=status)
    sealed, unsealed, pin = facts(state)
    assert sealed == ("Sealed to", "#10,482", "ok")
    assert unsealed == ("Not yet sealed", "3, oldest 4 s", "ask")
    assert pin[1].startswith("agrees, ")
    assert facts(State(size=3, sealed_size=3))[1] == ("Not yet sealed", "0", "ok")
    assert facts(State(size=3, sealed_size=0))[0][1] == "nothing yet"


@pytest.mark.parametrize(
    ("age_us", "text"), [(200_000, "under 1 s"), (4_900_000, "4 s"), (192_000_000, "3 min 12 s")]
)
def test_ages(age_us, text):
    """In whole seconds: it is told once a second."""
    state = State(size=2, sealed_size=1, status=(("unsealed_since_us", NOW - age_us),))
    assert facts(state)[1][1] == f"1, oldest {text}"


def test_a_pin_that_contradicts_is_told_before_all():
    """Or one that is lost; a report without either shows that it agrees."""
    for code, word in (("pin", "contradicts"), ("pin_lost", "lost")):
        report = {"findings": [{"code": code}], "size": 3}
        assert facts(State(), report)[2] == ("Pin in the keychain", word, "deny")
    assert facts(State(), {"findings": [], "size": 3}, "plain-file")[2] == (
        "Pin beside the keys",
        "agrees",
        "ok",
    )


def test_progress_in_a_sentence():
    """Numbers at once, a rate and what is left after a second."""
    assert Progress().sentence() == "Reading the file of the record."
    assert Progress(6_204, 10_485, 0.2).sentence() == "Entry 6,204 of 10,485."
    told = Progress(6_204_118, 10_482_003, 15.0).sentence()
    assert told == "Entry 6,204,118 of 10,482,003, 413,608 a second. About 10 s left."
    assert Progress(10, 1_000, 10.0).sentence().endswith("About 16 min left.")
    assert Progress(999, 1_000, 10.0).sentence().endswith("Almost done.")
    assert Progress(5, 10).percent == 50
    assert Progress().percent == 0


def test_moments():
    """Today, another day, another year."""
    moment = datetime.fromtimestamp(NOW / 1e6).astimezone()
    assert integrity.when(NOW, now_us=NOW) == f"Today {moment:%H:%M}"
    other = integrity.when(NOW - 400 * DAY_US, now_us=NOW)
    assert f" {moment.year - 1} " in other
    assert "Today" not in integrity.when(NOW - 2 * DAY_US, now_us=NOW)


def test_a_row_of_verdicts():
    """What it was about, by whom; a bad one in its own words."""
    row = {"target": "ledger", "verdict": "CONSISTENT", "size": 9_702, "by": "start"}
    row |= {"ts_us": NOW, "sentence": "s"}
    assert integrity.verdict_row(row, now_us=NOW)[1:] == (
        "sealed",
        "ok",
        "Consistent",
        "9,702 entries, at start",
    )
    bad = {**row, "verdict": "DIVERGED", "sentence": "Against the pin\u202e."}
    assert integrity.verdict_row(bad, now_us=NOW)[3:] == ("Diverged", "Against the pinU+202E.")
    bundle = {**row, "target": "bundle", "verdict": "KEY_UNPINNED", "by": "hand"}
    assert integrity.verdict_row(bundle, now_us=NOW)[1:] == (
        *("noend", "ask", "Cannot tell"),
        "a bundle, by hand",
    )
    assert integrity.history([bundle, row]) is row
    assert integrity.history([bundle]) is None
    by_agent = {**row, "by": "agent"}
    assert integrity.history([by_agent, row]) is row
    assert integrity.verdict_row(by_agent, now_us=NOW)[-1] == "9,702 entries, told by an agent"


def test_a_row_of_epochs():
    """Open, sealed, late, lost; whose key is whose."""
    row = {"epoch": 57, "from_us": NOW, "entries": 783, "sealed_us": None, "state": "running"}
    row["recovered"] = False
    told = integrity.epoch_row(row, key="e57a5d2e", now_us=NOW)
    assert (told[0], told[2], told[3], told[4]) == ("57", "783", "open", "e57a 5d2e")
    assert integrity.epoch_row(row, key="", now_us=NOW)[4] == "in use"
    sealed = {**row, "state": "sealed late", "sealed_us": NOW}
    assert integrity.epoch_row(sealed, key="", now_us=NOW)[3].endswith(", late")
    assert integrity.epoch_row(sealed, key="", now_us=NOW)[4] == "destroyed"
    lost = {**row, "state": "lost", "recovered": True}
    assert integrity.epoch_row(lost, key="", now_us=NOW)[3:] == (
        "never",
        "lost, by the root alone",
    )


def test_keys():
    """The key id, lines that fit, custody in a sentence, the paper."""
    vkey = "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa"
    assert integrity.key_id(vkey) == "5d2e81b4"
    assert integrity.key_id("odd") == ""
    assert integrity.key_lines(vkey).replace("\n", "") == vkey
    assert max(map(len, integrity.key_lines(vkey).split("\n"))) == integrity.LINE
    assert integrity.custody("plain-file")[1]
    assert not integrity.custody("os-keychain")[1]
    assert integrity.custody("The keychain is locked.") == ("The keychain is locked.", True)
    paper = integrity.key_text({"origin": "log", "vkey": vkey, "fingerprint": None})
    assert vkey in paper
    assert "–" in paper  # noqa: RUF001 - the design's sign


def test_disk():
    """The quota is the ledger's; without one the bar shows shares."""
    used = {"ledger": 12_400_000, "index": 38_000_000, "free": 21_000_000_000}
    told = integrity.disk(used, State(status=(("quota_bytes", 20_000_000_000),)))
    assert (told.head, told.free) == ("50 MB", "21 GB")
    assert told.parts[0].note == "kept for ever, 20 GB at most"
    assert told.whole == 20_038_000_000
    pruning = State(status=(("retention", {"entry_days": 400}),))
    assert integrity.disk(used, pruning).parts[0].note == "whole for 400 days, hashes for ever"
    for never in ({"entry_days": 0}, {}, None):
        told = integrity.disk(used, State(status=(("retention", never),)))
        assert told.parts[0].note == "kept for ever"
    assert integrity.disk(used, State()).whole == 50_400_000
    assert integrity.disk({"ledger": 0, "index": 0, "free": 0}, State()).whole == 1
