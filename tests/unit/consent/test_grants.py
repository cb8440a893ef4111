"""What is in force is a fold over records: by order, replay, time, run and revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.consent.grants import Grants
from desktop_app.consent.purposes import ACTION, SEND
from desktop_app.consent.records import By, ConsentRecord, RunOf, State
from desktop_app.model.action import Action, ActionKind, Lasts, Scope, SideEffect
from tests.fakes.effort import examples

if TYPE_CHECKING:
    import random

LS = Scope("codex", "shell", ("ls",))
RUN = RunOf("codex", "r1")
KEPT = "keep command lines"


def gave(**changed: Any) -> ConsentRecord:
    """A grant for `ls` without an end, given by the person."""
    told = {"purpose": ACTION, "state": State.GIVEN, "scope": LS, "lasts": Lasts.ALWAYS}
    return ConsentRecord(**{**told, "by": By.YOU, **changed})


def ends(seq: int, state: State = State.REVOKED, purpose: str = ACTION) -> ConsentRecord:
    """A record that ends the grant of another."""
    return ConsentRecord(purpose=purpose, state=state, by=By.YOU, withdraws=seq)


def folded(*records: ConsentRecord) -> Grants:
    """Records at seq 1, 2, ..."""
    grants = Grants()
    for seq, record in enumerate(records, 1):
        grants.apply(seq, record)
    return grants


def seqs(grants: Grants, now_us: int = 0, **more: Any) -> list[int]:
    """What is in force, by record."""
    return [grant.seq for grant in grants.in_force(now_us, **more)]


def asks(**changed: Any) -> Action:
    """An action that `ls` covers."""
    told = {"agent": "codex", "tool": "shell", "program": ("ls", "-l")}
    told |= {"kind": ActionKind.SHELL, "side_effect": SideEffect.READ}
    return Action(**{**told, "sender": "codex", "run_id": "r1", **changed})


def test_a_grant_without_end_is_in_force_until_it_is_revoked() -> None:
    """And `find` still knows what it was."""
    grants = folded(gave(), ends(1))
    assert seqs(folded(gave()), now_us=2**52) == [1]
    assert seqs(grants) == []
    found = grants.find(1)
    assert found is not None
    assert (found.scope, found.lasts) == (LS, Lasts.ALWAYS)
    assert grants.find(2) is None
    assert not grants.holds(1, 0)
    assert not grants.holds(2, 0)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REVOKED, State.EXPIRED])
def test_each_way_to_end_ends(state: State) -> None:
    """Withdrawn, revoked, expired."""
    assert seqs(folded(gave(), gave(), ends(1, state))) == [2]


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED, State.TIMED_OUT])
def test_an_answer_about_one_action_ends_no_grant_of_another(state: State) -> None:
    """It says nothing about what was given before."""
    assert seqs(folded(gave(), ends(1, state))) == [1]


def test_a_grant_until_a_time_ends_then() -> None:
    """At that microsecond, not after it."""
    grants = folded(gave(lasts=Lasts.UNTIL, until_us=100))
    assert seqs(grants, 99) == [1]
    assert seqs(grants, 100) == []


def test_a_grant_for_a_run_ends_with_it_or_with_its_bound() -> None:
    """An end that came before it does not count: the run went on."""
    grants = folded(gave(lasts=Lasts.RUN, run=RUN, until_us=100))
    run = (RUN.sender, RUN.run_id)
    assert seqs(grants, 99) == [1]
    assert seqs(grants, 100) == []
    assert seqs(grants, 99, ended_runs={run}) == []
    grants.end_run(0, run)
    assert seqs(grants, 99) == [1]
    grants.end_run(2, run)
    grants.end_run(0, run)
    assert seqs(grants, 99) == []
    grants.apply(3, gave(lasts=Lasts.RUN, run=RUN))
    assert seqs(grants, 99) == [3]


def test_a_run_bounds_no_grant_that_lasts_longer() -> None:
    """There it says where the grant was given."""
    grants = folded(gave(run=RUN))
    grants.end_run(2, ("codex", "r1"))
    assert seqs(grants, ended_runs={("codex", "r1")}) == [1]


def test_once_is_used_up_by_the_action_that_waited_for_it() -> None:
    """The answer released it; nothing is left for another."""
    grants = folded(gave(lasts=Lasts.ONCE, intent=9))
    found = grants.find(1)
    assert seqs(grants) == []
    assert found is not None
    assert found.used == 1
    assert list(grants.candidates(asks(), 0)) == []


def test_once_in_advance_is_used_by_the_next_action() -> None:
    """However often that intent is taken."""
    grants = folded(gave(lasts=Lasts.ONCE))
    assert [grant.seq for grant in grants.candidates(asks(), 0)] == [1]
    grants.use(2, 1)
    grants.use(2, 1)
    assert seqs(grants) == []
    assert list(grants.candidates(asks(), 0)) == []


def test_uses_are_counted() -> None:
    """By intent."""
    grants = folded(gave())
    for intent in (2, 3, 3):
        grants.use(intent, 1)
    assert [grant.used for grant in grants.in_force(0)] == [2]
    assert [grant.used for grant in grants.candidates(asks(), 0)] == [2]


def test_once_that_was_used_is_not_new_when_it_is_put_back() -> None:
    """Taking back and giving again gives no second use."""
    once = gave(lasts=Lasts.ONCE)
    grants = folded(once)
    grants.use(2, 1)
    grants.apply(3, ends(1))
    grants.apply(4, gave(lasts=Lasts.ONCE, puts_back=1))
    assert seqs(grants) == []


def test_a_record_that_puts_back_a_later_one_does_not_go_round() -> None:
    """Only what was before it."""
    assert seqs(folded(gave(puts_back=1), gave(puts_back=9))) == [1, 2]


@pytest.mark.parametrize("by", [By.AGENT_PROMPT, By.POLICY, By.NOBODY, None])
def test_only_a_person_gives(by: By | None) -> None:
    """An answer in the agent's own prompt is never our grant."""
    assert seqs(folded(gave(by=by))) == []
    assert seqs(folded(gave(by=By.NOTIFICATION))) == [1]


def test_an_answer_that_lasts_for_nothing_gives_nothing() -> None:
    """As the first records of local-only mode."""
    assert seqs(folded(gave(lasts=None))) == []


def test_of_content_the_newest_answer_counts() -> None:
    """Who refuses when asked again keeps nothing; a question without an answer changes nothing."""
    kept = gave(purpose=KEPT, scope=None)
    question = ConsentRecord(purpose=KEPT, state=State.REQUESTED)
    assert folded(kept).allows(KEPT, 0) is not None
    assert folded().allows(KEPT, 0) is None
    assert seqs(folded(kept, kept)) == [2]
    assert seqs(folded(kept, ConsentRecord(purpose=KEPT, state=State.REFUSED))) == []
    assert seqs(folded(kept, question, ends(9, State.TIMED_OUT, KEPT))) == [1]
    assert seqs(folded(kept, gave(purpose=KEPT, scope=None, by=By.AGENT_PROMPT))) == [1]
    withdrawn = folded(kept, ends(1, State.WITHDRAWN, KEPT))
    assert withdrawn.allows(KEPT, 0) is None
    withdrawn.apply(3, gave(purpose=KEPT, scope=None, puts_back=1))
    found = withdrawn.allows(KEPT, 0)
    assert found is not None
    assert found.seq == 3
    assert folded(gave(purpose=KEPT, scope=None), ends(1, purpose="export")).allows(KEPT, 0) is None


def test_of_what_is_named_several_are_in_force_at_once() -> None:
    """Each ends by itself: by its time, or taken back; another answer ends none."""
    one, two = (
        gave(purpose=SEND, scope=None, lasts=Lasts.UNTIL, until_us=until, recipients=(name,))
        for until, name in ((100, "a.example:443: logs"), (200, "b.example:443: logs"))
    )
    assert seqs(folded(one, two)) == [1, 2]
    assert seqs(folded(one, two), 100) == [2]
    assert seqs(folded(one, two, ends(1, purpose=SEND))) == [2]
    assert seqs(folded(one, two, ConsentRecord(purpose=SEND, state=State.REFUSED))) == [1, 2]
    assert seqs(folded(one, one)) == [1, 2]


def test_what_cannot_be_read_changes_nothing_and_is_counted() -> None:
    """Also when it comes again."""
    grants = folded(gave())
    for _ in range(2):
        grants.take(2, {"purpose": ACTION, "state": "doubted", "withdraws": 1})
    grants.take(3, {"purpose": ACTION, "state": "requested"})
    assert (grants.unread, seqs(grants)) == (1, [1])


def test_candidates_fit_by_agent_tool_program_and_run() -> None:
    """Any agent's, this program's or no program's; another run's never."""
    scopes = [
        LS,
        Scope("*", "shell", ("ls", "-l", "src")),
        Scope("codex", "shell"),
        Scope("codex", "shell", ("ls", "-a")),
        Scope("codex", "other", ("ls",)),
        Scope("claude-code", "shell", ("ls",)),
    ]
    grants = folded(
        *[gave(scope=scope) for scope in scopes],
        gave(lasts=Lasts.RUN, run=RUN),
        gave(lasts=Lasts.RUN, run=RunOf("codex", "r2")),
        gave(lasts=Lasts.UNTIL, until_us=5),
        gave(),
        ends(10),
        ends(13),
        gave(),
    )
    assert [grant.seq for grant in grants.candidates(asks(), 5)] == [1, 2, 3, 7]
    assert [grant.seq for grant in grants.candidates(asks(program=()), 5)] == [3]


def test_ten_thousand_grants_for_others_cost_nothing() -> None:
    """Found by key: looked at are those alone that may cover it."""
    grants = Grants()
    for seq in range(10_000):
        grants.apply(seq, gave(scope=Scope("codex", "shell", (f"tool-{seq}",))))
    assert sum(map(len, grants._by_key.values())) == 10_000
    assert [one.seq for one in grants.candidates(asks(program=("tool-77",)), 0)] == [77]
    assert max(map(len, grants._by_key.values())) == 1


few = st.integers(1, 8)
steps = st.lists(
    st.one_of(
        st.builds(
            lambda lasts, until, run, by, once: gave(
                lasts=lasts, until_us=until, run=RunOf("s", run), by=by, intent=once
            ),
            st.sampled_from(Lasts),
            few,
            st.sampled_from(["a", "b"]),
            st.sampled_from(By),
            st.none() | few,
        ),
        st.builds(lambda seq: gave(puts_back=seq), few),
        st.builds(lambda by: gave(purpose=KEPT, scope=None, by=by), st.sampled_from(By)),
        st.builds(ends, few, st.sampled_from(State), st.sampled_from([ACTION, KEPT])),
        st.builds(lambda seq: ("use", seq), few),
        st.builds(lambda run: ("end", run), st.sampled_from(["a", "b"])),
    ),
    max_size=8,
)


def taken(grants: Grants, seq: int, step: Any) -> None:
    """Bring one entry."""
    match step:
        case ("use", grant):
            grants.use(seq, grant)
        case ("end", run):
            grants.end_run(seq, ("s", run))
        case record:
            grants.apply(seq, record)


@settings(max_examples=examples(300))
@given(steps, st.randoms(use_true_random=False), st.integers(0, 9))
def test_neither_order_nor_replay_changes_what_is_in_force(
    happened: list[Any], chance: random.Random, now_us: int
) -> None:
    """Each entry counts once, whenever it comes."""
    entries = list(enumerate(happened, 1))
    straight, shuffled = Grants(), Grants()
    for seq, step in entries:
        taken(straight, seq, step)
    again = entries * 2
    chance.shuffle(again)
    for seq, step in again:
        taken(shuffled, seq, step)
    assert shuffled.in_force(now_us) == straight.in_force(now_us)
    action = asks(sender="s", run_id="a")
    assert list(shuffled.candidates(action, now_us)) == list(straight.candidates(action, now_us))


@settings(max_examples=examples(300))
@given(steps, st.integers(0, 9), st.sets(st.sampled_from(["a", "b"])))
def test_no_grant_outlives_its_end(happened: list[Any], now_us: int, over: set[str]) -> None:
    """Time, run, use, revocation; and candidates are never more than what is in force."""
    grants = Grants()
    for seq, step in enumerate(happened, 1):
        taken(grants, seq, step)
    runs = {("s", run) for run in over}
    in_force = grants.in_force(now_us, runs)
    revoked = {
        one.withdraws
        for one in happened
        if isinstance(one, ConsentRecord)
        and one.state in {State.REVOKED, State.WITHDRAWN, State.EXPIRED}
    }

    for grant in in_force:
        assert grant.until_us is None or now_us < grant.until_us
        assert grant.run not in runs
        assert grant.seq not in revoked
        assert grant.lasts is not Lasts.ONCE or grant.used == 0
    found = list(grants.candidates(asks(sender="s", run_id="a"), now_us, runs))
    assert {grant.seq for grant in found} <= {grant.seq for grant in in_force}
    assert all(grant in in_force for grant in found)
