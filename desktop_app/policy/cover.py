"""What a person's grants cover, and which grants may be offered for an action.

MUST never cover: what is protected; a compound or unparsed command; a program that runs what its
arguments say, with other arguments than those that were allowed; what stands out more than the
words that were allowed (deletes, elevates, credentials); a path or host beyond the scope.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.model.action import ActionKind, Lasts, Place, Scope, Trait
from desktop_app.policy.paths import below, parent
from desktop_app.policy.programs import HAS_VERBS
from desktop_app.policy.protection import touched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.action import Action, Grant

ANY_AGENT = "*"
NEVER = frozenset((Trait.COMPOUND, Trait.UNPARSED, Trait.EXFILTRATES, Trait.SELF))
# More words may follow those that were allowed, so nothing that more words can turn grave.
NEVER_WITH_MORE_WORDS = frozenset(
    (Trait.INTERPRETER, Trait.DELETES, Trait.ELEVATES, Trait.CREDENTIAL)
)
GUARDED = frozenset((Place.CREDENTIAL, Place.AGENT_CONFIG, Place.COUNTERSIGN))

_Key: TypeAlias = "tuple[str, str, tuple[str, ...]]"  # agent, tool, words


class Grants:
    """Grants in force, found by agent, tool and words. Give and take; the newest wins."""

    def __init__(self, grants: Iterable[Grant] = ()) -> None:
        self._by_key: defaultdict[_Key, dict[int, Grant]] = defaultdict(dict)
        self._keys: dict[int, _Key] = {}
        self._lengths: set[int] = set()  # of the words in scopes
        for grant in grants:
            self.add(grant)

    def add(self, grant: Grant) -> None:
        """Take one up, or replace the one of that `seq`; one without a scope covers no action."""
        self.discard(grant.seq)
        if grant.scope is not None:
            key = _key(grant.scope)
            self._by_key[key][grant.seq] = grant
            self._keys[grant.seq] = key
            self._lengths.add(len(grant.scope.program))

    def discard(self, seq: int) -> None:
        """Forget one: withdrawn, used up, or never there."""
        key = self._keys.pop(seq, None)
        if key is not None:
            del self._by_key[key][seq]

    def covering(self, action: Action, now_us: int) -> Grant | None:
        """Return the newest grant that covers an action; None for none."""
        if NEVER & action.traits or touched(action):
            return None
        words = action.program
        starts = [words[:length] for length in self._lengths if length <= len(words)]
        agents = (action.agent, ANY_AGENT)
        keys = [(agent, action.tool, start) for agent in agents for start in starts]
        found = [grant for key in keys for grant in self._by_key.get(key, {}).values()]
        return max(
            (g for g in found if _in_force(g, action, now_us) and covers(g.scope, action)),
            key=lambda grant: grant.seq,
            default=None,
        )


def covers(scope: Scope | None, action: Action) -> bool:
    """Tell whether a scope covers an action."""
    return (
        scope is not None
        and scope.agent in (action.agent, ANY_AGENT)
        and scope.tool == action.tool
        and not NEVER & action.traits
        and not touched(action)
        and _program_fits(scope, action)
        and set(action.hosts) <= set(scope.hosts)
        and _folder_fits(scope, action)
    )


def offers(action: Action) -> tuple[Scope, ...]:
    """Return the scopes that may be offered for an action, narrowest first; () for once alone."""
    if NEVER & action.traits or touched(action):
        return ()
    if action.kind is ActionKind.SHELL and not action.program:
        return ()
    folder = _folder(action)
    programs = [(action.program, True)]
    if action.program and not NEVER_WITH_MORE_WORDS & action.traits and not action.secrets:
        programs.append((action.program[: _fixed(action)], False))
    wide = [Scope(action.agent, action.tool, *program, hosts=action.hosts) for program in programs]
    made = [
        Scope(one.agent, one.tool, one.program, one.exact, place, deep, one.hosts)
        for one in wide
        for place, deep in ((folder, False), (folder, True), ("", False))
        if place or not deep
    ]
    return tuple(dict.fromkeys(scope for scope in made if covers(scope, action)))


def _key(scope: Scope) -> _Key:
    return scope.agent, scope.tool, scope.program


def _in_force(grant: Grant, action: Action, now_us: int) -> bool:
    if grant.lasts is Lasts.ONCE and grant.used:
        return False
    if grant.lasts is Lasts.RUN:
        here = action.sender, action.run_id
        return bool(action.run_id) and grant.run == here and _not_over(grant, now_us)
    if grant.lasts is Lasts.UNTIL and grant.until_us is None:
        return False
    return _not_over(grant, now_us)


def _not_over(grant: Grant, now_us: int) -> bool:
    return grant.until_us is None or now_us < grant.until_us


def _program_fits(scope: Scope, action: Action) -> bool:
    """The words; a scope without words covers no shell command, one with words nothing else."""
    if action.kind is not ActionKind.SHELL and not action.program:
        return not scope.program and not action.secrets
    if not scope.program or not action.program:
        return False
    if scope.exact:
        return action.program == scope.program
    if NEVER_WITH_MORE_WORDS & action.traits or action.secrets:
        return False
    pushes = Trait.PUSHES in action.traits and len(scope.program) == 1  # `git` is not `git push`
    return action.program[: len(scope.program)] == scope.program and not pushes


def _folder_fits(scope: Scope, action: Action) -> bool:
    """Working folder and paths lie in the scope's; a guarded file only in exactly that folder."""
    guarded = [path for path in action.paths if path.place in GUARDED]
    if guarded and (scope.below or not scope.folder):
        return False
    if not scope.folder:
        return True
    places = [parent(path.path) for path in action.paths]
    if action.kind is ActionKind.SHELL and scope.exact and not guarded:
        places = []  # the same words in the same folder name the same paths
    if action.kind is ActionKind.SHELL or not places:
        places.append(action.cwd)
    return all(p == scope.folder or (scope.below and below(p, scope.folder)) for p in places)


def _folder(action: Action) -> str:
    """Return the folder that a narrow grant is for: of the command, or of the first path."""
    if action.kind is ActionKind.SHELL or not action.paths:
        return action.cwd
    return parent(action.paths[0].path)


def _fixed(action: Action) -> int:
    """Return how many words a wider grant keeps: the program, and its verb where it has some."""
    name, *words = action.program
    return 2 if name in HAS_VERBS and words and not words[0].startswith("-") else 1
