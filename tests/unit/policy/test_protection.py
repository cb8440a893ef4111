"""What nothing loosens."""

from __future__ import annotations

import pytest

from desktop_app.model.action import Denied, MustAsk, PathUse, Place, Protected, Trait, Use
from desktop_app.policy.protection import SENTENCES, broken, touched
from tests.fakes.policies import action, policy


def _at(place, use):
    return action(paths=(PathUse("/x", use, place),))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (_at(Place.COUNTERSIGN, Use.READ), {Protected.OUR_FILES}),
        (_at(Place.AGENT_CONFIG, Use.WRITE), {Protected.AGENT_CONFIG}),
        (_at(Place.AGENT_CONFIG, Use.DELETE), {Protected.AGENT_CONFIG}),
        (_at(Place.AGENT_CONFIG, Use.READ), set()),
        (_at(Place.CREDENTIAL, Use.READ), set()),
        (action(protected=frozenset((Protected.INPUT,))), {Protected.INPUT}),
        (action(traits=frozenset((Trait.SELF,))), {Protected.OUR_FILES}),
    ],
)
def test_what_is_touched_follows_from_paths_and_what_was_seen(what, expected):
    """`self` without more is the gravest."""
    assert touched(what) == expected


def test_deny_wins_over_ask():
    """And the reason names what denied; every protected thing has a sentence."""
    ruled = policy("", protect="{keychain: deny, our-files: ask}")
    both = frozenset((Protected.OUR_FILES, Protected.KEYCHAIN))
    assert broken(ruled, both).because.rule == "protect keychain"
    assert isinstance(broken(ruled, both), Denied)
    assert isinstance(broken(ruled, frozenset((Protected.OUR_FILES,))), MustAsk)
    assert set(SENTENCES) == set(Protected)
