"""The log with what was decided without a question: one list, newest first, by filter and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.query.consent_log import Show, Wanted, Word
from tests.fakes.gated import RUN, consent, gated_ledger, intent
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.query.query import Query

READ = {"call_id": "toolu_10", "tool": "Read", "kind": "file.read", "side_effect": "read"}


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Query]:
    """A gate's ledger, and in #14 to #18 what policy alone decided, and a question that waits."""
    ledger = gated_ledger()
    ledger.add(EntryKind.ACTION_INTENT, intent(**READ, decision="allowed", rule="reads"))
    denied = intent(call_id="toolu_11", decision="denied", rule="exfiltration", agent="codex")
    ledger.add(EntryKind.ACTION_INTENT, denied, **RUN)
    ledger.add(EntryKind.ACTION_INTENT, intent(call_id=None, decision="none", rule=""))
    ledger.add(EntryKind.ACTION_INTENT, intent(call_id="toolu_13"))
    ledger.add(EntryKind.CONSENT_RECORD, consent("requested", intent=17))
    with query(tmp_path, ledger) as found:
        yield found


def seqs(found: Query, wanted: Wanted, limit: int = 50, before: int | None = None) -> list[int]:
    """Return the entries of a page."""
    return [row["seq"] for row in found.consent_log(wanted, limit=limit, before=before)]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Show.ALL, [18, 15, 12, 11, 10, 9, 8, 4]),
        (Show.ASKED, [18, 11, 8, 4]),
        (Show.DENIED, [15, 10]),
        (Show.MISSED, [8]),
        (Show.NOT_GATED, [9]),
        (Show.BY_POLICY, [16, 15, 14, 6]),
    ],
)
def test_each_filter_lists_what_it_names(gated: Query, show: Show, expected: list[int]) -> None:
    """An answered question is one line; what a rule let pass stands under `by-policy` alone."""
    assert seqs(gated, Wanted(show)) == expected


def test_an_export_has_the_questions_too(gated: Query) -> None:
    """Unfolded: #3 was answered by #4."""
    assert seqs(gated, Wanted(Show.ASKED, folded=False)) == [18, 11, 8, 4, 3]


def test_what_ended_unanswered_was_missed(tmp_path: Path) -> None:
    """A grant whose time was over was not."""
    ledger = gated_ledger()
    ledger.add(EntryKind.ACTION_INTENT, intent(call_id="toolu_20"))  # 14
    ledger.add(
        EntryKind.CONSENT_RECORD, consent("expired", intent=14, by="nobody", why="caller gone")
    )
    ledger.add(EntryKind.CONSENT_RECORD, consent("expired", withdraws=4))
    with query(tmp_path, ledger) as found:
        assert seqs(found, Wanted(Show.MISSED)) == [15, 8]
        assert seqs(found, Wanted(Show.ASKED)) == [15, 11, 8, 4]
        assert [row["why"] for row in found.consent_log(Wanted(Show.MISSED))] == [
            "caller gone",
            None,
        ]


def test_pages_follow_one_another(gated: Query) -> None:
    """The next begins before the last line, whatever kinds it has."""
    assert seqs(gated, Wanted(), 3) == [18, 15, 12]
    assert seqs(gated, Wanted(), 3, before=12) == [11, 10, 9]


def test_agent_and_time(gated: Query) -> None:
    """Of all three kinds."""
    assert seqs(gated, Wanted(agent="codex")) == [15]
    assert seqs(gated, Wanted(since_us=START_US + 12_000)) == [18, 15, 12]
    assert seqs(gated, Wanted(Show.BY_POLICY, since_us=START_US + 15_000)) == [16, 15]
    assert gated.consent_agents() == ["claude-code", "codex"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([Word("NPM")], [11, 4]),  # of a scope
        ([Word("exfil")], [15]),  # a rule
        ([Word("toolu_03")], [9, 8]),  # an id
        ([Word("run-1"), Word("codex")], [15]),  # both
        ([Word("#12")], [12]),
        ([Word("folder")], []),  # a field's name is not what it holds
        ([Word("%")], []),
        ([Word("denied", said=("denied", "refused"))], [15, 9]),  # #9: "denied and ran"
        ([Word("secret", intents=(7,))], [9, 8]),
    ],
)
def test_all_words_must_stand_in_what_is_kept(
    gated: Query, words: list[Word], expected: list[int]
) -> None:
    """Or be what was said, or in the text of an action that somebody remembers."""
    assert seqs(gated, Wanted(words=tuple(words))) == expected


def test_a_line_says_what_it_is_about(gated: Query) -> None:
    """With the run, the rule and the entry."""
    rows = {row["seq"]: row for row in gated.consent_log(Wanted())}
    answer, mark, ruled = rows[4], rows[9], rows[15]
    assert (answer["logged"], answer["by"], answer["rule"]) == ("record", "you", "commands")
    assert (answer["entry"], answer["title"]) == ("consent.record", "Let an agent act")
    assert (mark["logged"], mark["entry"], mark["why"]) == (
        *("mark", "gate.failed_open"),
        "denied and ran",
    )
    assert (mark["tool"], mark["intent"], mark["run_id"]) == ("Write", 7, "run-1")
    assert (ruled["logged"], ruled["decision"], ruled["rule"]) == (
        *("decision", "denied"),
        "exfiltration",
    )
    assert (ruled["title"], ruled["intent"], ruled["state"]) == ("Bash", 15, None)
    (granted,) = (r for r in gated.consent_log(Wanted(Show.BY_POLICY)) if r["seq"] == 6)
    assert (granted["grant_seq"], granted["decision"]) == (4, "allowed")
