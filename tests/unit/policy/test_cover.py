"""What a person's grants cover, and what they never do."""

from __future__ import annotations

import pytest

from desktop_app.model.action import (
    ActionKind,
    Grant,
    Lasts,
    PathUse,
    Place,
    Protected,
    Scope,
    Trait,
    Use,
)
from desktop_app.policy.cover import Grants, covers, offers
from tests.fakes.policies import HOME, WORK, action, called, shell

_NPM = action(program=("npm", "test"))


def _scope(*program, **more):
    return Scope("claude-code", "Bash", program, **{"exact": False, **more})


def _path(path, use=Use.READ, place=Place.WORKSPACE):
    return (PathUse(path, use, place),)


@pytest.mark.parametrize(
    ("scope", "what", "covered"),
    [
        (_scope("npm", "test", exact=True), _NPM, True),
        (_scope("npm", exact=True), _NPM, False),
        (_scope("npm"), _NPM, True),
        (_scope("npm", "run"), _NPM, False),
        (_scope(), _NPM, False),
        (_scope("npm"), action(), False),
        (Scope("*", "Bash", ("npm",), exact=False), _NPM, True),
        (Scope("codex", "Bash", ("npm",), exact=False), _NPM, False),
        (Scope("claude-code", "Read", ("npm",), exact=False), _NPM, False),
        (_scope("npm", folder=WORK), _NPM, True),
        (_scope("npm", folder=HOME), _NPM, False),
        (_scope("npm", folder=HOME, below=True), _NPM, True),
        (_scope("npm", folder=f"{HOME}/wo", below=True), _NPM, False),
        (_scope("git"), action(program=("git", "push"), traits={Trait.PUSHES}), False),
        (_scope("git", "push"), action(program=("git", "push"), traits={Trait.PUSHES}), True),
        (_scope("npm"), action(program=("npm", "x"), secrets=("aws",)), False),
        (_scope("npm", "x", exact=True), action(program=("npm", "x"), secrets=("aws",)), True),
        (_scope("curl"), action(program=("curl", "x.org"), hosts=("x.org",)), False),
        (
            _scope("curl", hosts=("x.org",)),
            action(program=("curl", "x.org"), hosts=("x.org",)),
            True,
        ),
        (_scope("cat", folder=WORK), action(program=("cat", "b"), paths=_path("/b")), False),
        (
            _scope("cat", "b", exact=True, folder=WORK),
            action(program=("cat", "b"), paths=_path("/b")),
            True,
        ),
        (None, _NPM, False),
    ],
)
def test_a_scope_covers_its_words_folder_and_hosts(scope, what, covered):
    """And nothing beyond."""
    assert covers(scope, what) is covered


@pytest.mark.parametrize("trait", [Trait.COMPOUND, Trait.UNPARSED, Trait.EXFILTRATES, Trait.SELF])
def test_some_things_are_never_covered(trait):
    """Not by the very same words."""
    what = action(program=("npm", "test"), traits=frozenset((trait,)))
    scope = _scope("npm", "test", exact=True)
    assert not covers(scope, what)
    assert Grants([Grant(1, "x", scope, Lasts.ALWAYS)]).covering(what, 0) is None
    assert offers(what) == ()


def test_what_is_protected_is_never_covered():
    """Whatever the grant says."""
    what = action(program=("npm", "test"), protected=frozenset((Protected.KEYCHAIN,)))
    assert not covers(_scope("npm", "test", exact=True), what)
    assert offers(what) == ()
    ours = action(program=("cat", "x"), paths=_path("/x", place=Place.COUNTERSIGN))
    assert not covers(_scope("cat"), ours)


@pytest.mark.parametrize(
    "trait", [Trait.INTERPRETER, Trait.DELETES, Trait.ELEVATES, Trait.CREDENTIAL]
)
def test_with_more_words_some_things_are_not(trait):
    """The very same words are."""
    what = action(program=("python", "a.py"), traits=frozenset((trait,)))
    assert not covers(_scope("python"), what)
    assert not covers(_scope("python", "a.py"), what)
    assert covers(_scope("python", "a.py", exact=True), what)
    assert all(scope.exact for scope in offers(what))


def test_a_credential_file_needs_a_grant_for_its_own_folder():
    """Not for a folder above, nor for anywhere."""
    paths = _path(f"{HOME}/.ssh/config", place=Place.CREDENTIAL)
    what = action(tool="Read", kind=ActionKind.READ, paths=paths)
    assert covers(Scope("claude-code", "Read", folder=f"{HOME}/.ssh"), what)
    assert not covers(Scope("claude-code", "Read", folder=HOME, below=True), what)
    assert not covers(Scope("claude-code", "Read"), what)
    words = action(program=("cat", "x"), paths=paths, traits=frozenset((Trait.CREDENTIAL,)))
    assert not covers(_scope("cat", "x", exact=True, folder=WORK), words)


def test_a_grant_for_a_tool_covers_no_command():
    """And one with words no other tool; secrets in arguments are not covered."""
    write = called("Write", file_path="a")
    scope = Scope("claude-code", "Write", folder=WORK)
    assert covers(scope, write)
    assert not covers(Scope("claude-code", "Write", ("a",)), write)
    assert not covers(scope, called("Write", file_path="b/c"))
    assert covers(Scope("claude-code", "Write", folder=WORK, below=True), write)
    assert not covers(scope, action(tool="Write", kind=ActionKind.WRITE, secrets=("x",)))
    mcp = called("mcp__a__b")
    assert covers(Scope("claude-code", "mcp__a__b", folder=WORK), mcp)


def test_grants_hold_as_long_as_they_say():
    """Once, in a run, until a time, always; the newest is told."""
    run = action(program=("npm",), sender="s", run_id="r")
    scope = _scope("npm")

    def holds(lasts, what=run, now=5, **more):
        return Grants([Grant(1, "x", scope, lasts, **more)]).covering(what, now) is not None

    assert holds(Lasts.ONCE)
    assert not holds(Lasts.ONCE, used=1)
    assert holds(Lasts.RUN, run=("s", "r"))
    assert not holds(Lasts.RUN, run=("s", "other"))
    assert not holds(Lasts.RUN, run=("s", "r"), until_us=5)
    assert not holds(Lasts.RUN, what=action(program=("npm",)), run=("", ""))
    assert holds(Lasts.UNTIL, until_us=6)
    assert not holds(Lasts.UNTIL, until_us=5)
    assert not holds(Lasts.UNTIL)
    assert holds(Lasts.ALWAYS)
    assert not holds(Lasts.ALWAYS, until_us=5)
    two = Grants([Grant(1, "x", scope, Lasts.ALWAYS), Grant(7, "x", scope, Lasts.ALWAYS)])
    found = two.covering(run, 0)
    assert found is not None
    assert found.seq == 7


def test_grants_are_given_and_taken():
    """By their number; one without a scope covers no action."""
    grants = Grants([Grant(1, "content", None, Lasts.ALWAYS)])
    assert grants.covering(_NPM, 0) is None
    grants.add(Grant(2, "x", _scope("npm"), Lasts.ALWAYS))
    assert grants.covering(_NPM, 0) is not None
    assert grants.covering(action(), 0) is None
    grants.add(Grant(2, "x", _scope("git"), Lasts.ALWAYS))
    assert grants.covering(_NPM, 0) is None
    grants.discard(2)
    grants.discard(3)
    assert grants.covering(action(program=("git",)), 0) is None


@pytest.mark.parametrize(
    "what",
    [
        shell("npm test"),
        shell("ls a"),
        shell("git push origin"),
        shell("rm a"),
        shell("python a.py"),
        shell("curl x.org"),
        called("Write", file_path="b/a"),
        called("Read", file_path="~/.ssh/id_rsa"),
        called("WebFetch", url="https://x.org/a"),
        called("mcp__a__b", x=1),
    ],
)
def test_whatever_is_offered_covers_the_action(what):
    """The narrowest first, none twice."""
    found = offers(what)
    assert found
    assert len(set(found)) == len(found)
    assert all(covers(scope, what) for scope in found)
    assert found[0].exact
    assert found[0].folder


def test_this_program_with_any_arguments_keeps_its_verb():
    """`git push` is not `git`."""
    wide = [scope.program for scope in offers(shell("git push origin")) if not scope.exact]
    assert set(wide) == {("git", "push")}
    assert {s.program for s in offers(shell("ls a")) if not s.exact} == {("ls",)}
    assert {s.program for s in offers(shell("npm --x")) if not s.exact} == {("npm",)}
    assert offers(shell("ls | wc")) == ()
    assert offers(action()) == ()
