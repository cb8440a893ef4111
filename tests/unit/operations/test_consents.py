"""Consents as a person meets them: words, arguments of verbs, receipts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import BEYOND, SEND
from desktop_app.consent.records import ConsentRecord, Shown, State
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host.notices import keep_notice, notice, send_notice
from desktop_app.model.action import Lasts
from desktop_app.operations import consents
from desktop_app.query.consent_log import Word
from tests.fakes.gated import SCOPE, gated_ledger
from tests.fakes.indexed import query

if TYPE_CHECKING:
    from pathlib import Path

LINE = "logs.example.org:443: redacted telemetry"


def test_the_verbs_get_what_they_need() -> None:
    """Purpose, entry, and that a person confirmed."""
    assert consents.request("screenshots") == {"purpose": "screenshots"}
    assert consents.revoke(4, confirmed=True) == {"seq": 4, "confirmed": True}
    assert consents.put_back(4, confirmed=True) == {"seq": 4, "confirmed": True}
    for purpose in ("read minds", "agent action"):
        with pytest.raises(UsageError, match="cannot be asked for by itself"):
            consents.request(purpose)


def test_taking_back_says_what_follows() -> None:
    """Of an action another than of content."""
    row = {"scope": None, "tool": "Bash", "side_effect": None, "title": "x"}
    asked = consents.revoke_question({**row, "purpose": "agent action"})
    assert asked == "This is taken back: Bash. Agents are asked again."
    kept = {"scope": None, "title": "Keep screenshots", "purpose": "screenshots"}
    told = "This is taken back: Keep screenshots. Nothing more is kept by it."
    assert consents.revoke_question(kept) == told


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("requested", "asked"),
        ("given", "allowed"),
        ("refused", "denied"),
        ("timed_out", "missed"),
        ("revoked", "revoked"),
        ("doubted", "doubted"),
    ],
)
def test_answers_have_words(state: str, word: str) -> None:
    """What is unknown is shown as it was said."""
    assert consents.answer({"state": state}) == word


def test_a_question_that_nobody_could_answer_is_missed() -> None:
    """A grant whose time is over is not."""
    assert consents.answer({"state": "expired", "intent": 4}) == "missed"
    assert consents.answer({"state": "expired", "intent": None}) == "expired"


def test_how_long_has_words() -> None:
    """And none where nothing lasts."""
    assert consents.lasts({"lasts": "run"}) == "for the run"
    assert consents.lasts({"lasts": None}) == ""


def test_what_it_is_about_is_told_as_far_as_it_is_stored() -> None:
    """The scope, else tool and side effect, else the purpose."""
    row = {"scope": None, "tool": "Bash", "side_effect": "write", "title": "Let an agent act"}
    assert consents.what(row) == "Bash (write)"
    assert consents.what({**row, "side_effect": None}) == "Bash"
    assert consents.what({**row, "tool": None}) == "Let an agent act"
    told = "Bash, npm test and any more words, in /home/me/site and below"
    assert consents.what({**row, "scope": SCOPE}) == told


def test_a_scope_says_where_and_to_whom() -> None:
    """Exactly these words, this folder alone, these hosts."""
    scope = {**SCOPE, "exact": True, "below": False, "hosts": ["a.example"]}
    assert consents.covers(scope) == "Bash, npm test, in /home/me/site, to a.example"
    assert consents.covers({"tool": "Read"}) == "Read, anywhere"


def test_a_receipt_is_of_a_stored_record(tmp_path: Path) -> None:
    """With its place in the log; of an action the text cannot be made again."""
    with query(tmp_path, gated_ledger()) as found:
        stored = consents.stored(found, 4)
        assert stored.leaf_hash == found.consent(4)["leaf_hash"]
        with pytest.raises(NotFoundError):
            consents.stored(found, 2)
    assert (stored.seq, stored.log) == (4, "countersign/00112233445566ff")
    assert (stored.agent, stored.record.state) == ("claude-code", State.GIVEN)
    assert stored.text is None


def test_a_text_that_needs_the_record_alone_is_made_again() -> None:
    """With its recipients and days; in a language that we have, and in the very words."""
    made = notice("local-only-off", ["Collector, a.example:4317"])
    beyond = ConsentRecord(
        purpose=BEYOND,
        state=State.GIVEN,
        notice=Shown(made.name, made.version, "en", made.digest),
        recipients=("Collector, a.example:4317",),
    )
    assert consents.shown_text(beyond, 5) == made.text
    asked = keep_notice("keep-screenshots", 90)
    kept = ConsentRecord(
        purpose="screenshots",
        state=State.GIVEN,
        notice=Shown("keep-screenshots", 2, "en", asked.digest),
        retention_days=90,
    )
    assert consents.shown_text(kept, 5) == asked.text
    refused = replace(kept, state=State.REFUSED, retention_days=None)
    assert consents.shown_text(refused, 5) == asked.text
    earlier = replace(kept, notice=Shown("keep-screenshots", 0, "en", made.digest))
    assert consents.shown_text(earlier, 5) is None
    other = replace(kept, notice=Shown("keep-screenshots", 2, "de", asked.digest))
    assert consents.shown_text(other, 5) is None
    assert consents.shown_text(replace(kept, notice=None), 5) is None


def test_words_are_looked_for_as_they_are_shown() -> None:
    """A word of an answer stands for its state; a few at most, and none can break the query."""
    (denied,) = consents.words("Denied")
    assert denied == Word("denied", ("refused", "denied"))
    assert consents.words("push", known={3: "git PUSH", 4: "ls"})[0].intents == (3,)
    assert consents.words("x", {"given": "Xallowed"})[0].said == ("given",)
    assert [one.text for one in consents.words("a\udc80 b")] == ["a?", "b"]
    assert len(consents.words("w " * 100)) == consents.MOST_WORDS


@pytest.mark.parametrize(
    ("row", "answer", "by"),
    [
        ({"decision": "none", "rule": "", "grant_seq": None}, "no rule", "policy"),
        ({"decision": "denied", "rule": "x", "grant_seq": None}, "denied", "rule x"),
        ({"decision": "allowed", "rule": "", "grant_seq": 4}, "allowed", "your grant #4"),
    ],
)
def test_what_nobody_was_asked_says_who_decided(row: dict[str, Any], answer: str, by: str) -> None:
    """A rule, a grant, or that no rule spoke."""
    told = {"logged": "decision", **row}
    assert (consents.answer(told), consents.by(told)) == (answer, by)


def test_what_went_wrong_is_no_answer() -> None:
    """It is named."""
    ran = {"logged": "mark", "entry": "gate.failed_open", "by": None}
    assert (consents.answer(ran), consents.by(ran)) == ("ran, not gated", "")


def test_who_answered_is_told_with_the_role() -> None:
    """Of what a role allowed; anybody may deny."""
    row = {"by": "you", "state": "given", "role": "lead"}
    assert consents.by(row) == "you as lead"
    assert consents.by({**row, "state": "refused"}) == "you"
    assert consents.by({**row, "role": None}) == "you"
    assert consents.by({**row, "by": None, "role": None}) == ""
    wrong = {"logged": "mark", "entry": "gate.attempt", "role": "lead", "scope": None, "by": None}
    assert consents.by({**wrong, "state": None}) == ""
    assert consents.what(wrong) == "wrong passphrase of the role lead"


def sending(days: int = 90, began_us: int = 4_000) -> ConsentRecord:
    """A consent to an upstream, its end counted from a moment before its entry's."""
    made = send_notice(LINE, days)
    return ConsentRecord(
        purpose=SEND,
        state=State.GIVEN,
        notice=Shown(made.name, made.version, "en", made.digest),
        lasts=Lasts.UNTIL,
        until_us=began_us + days * consents.DAY_US,
        recipients=(LINE,),
    )


def test_the_notice_of_an_upstream_is_made_again_with_its_days() -> None:
    """They are not in the record: its end and the time of its entry tell them."""
    assert consents.shown_text(sending(), 5_000_000) == send_notice(LINE, 90).text
    assert consents.shown_text(sending(7), 5_000_000) == send_notice(LINE, 7).text
    assert consents.shown_text(replace(sending(), until_us=None), 5_000_000) is None
    assert consents.shown_text(sending(), 3 * consents.DAY_US) is None


def test_a_place_beyond_this_computer_is_said_with_what_goes_there() -> None:
    """And what taking it back means; where it is not told, its purpose is."""
    row = {"purpose": SEND, "title": "Send to an upstream", "scope": None, "recipients": [LINE]}
    assert consents.what(row) == f"Send to an upstream: {LINE}"
    assert consents.revoke_question(row) == (
        f"This is taken back: Send to an upstream: {LINE}. "
        "Nothing goes there any more; what was sent stays there."
    )
    assert consents.what({**row, "recipients": []}) == "Send to an upstream"
