"""What an agent is about to do, as policy, consent and the person see it: values alone.

An `Action` is made from what an agent declares (a hook's input, the agent API). `policy.decide`
answers it with one of four `Decision`s; a `Grant` is what a person allowed before. None of these
is stored as it is: `resources/docs/ledger.md` says what becomes an entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

ROLE = re.compile(r"[a-z][a-z0-9-]{0,31}")  # a role's name


class SideEffect(StrEnum):
    """How far an action can reach, least first."""

    NONE = "none"
    READ = "read"
    WRITE = "write"
    IRREVERSIBLE = "irreversible"


class ActionKind(StrEnum):
    """What sort of thing is done. Append-only: policies name them."""

    SHELL = "shell"
    READ = "file.read"
    WRITE = "file.write"
    DELETE = "file.delete"
    NETWORK = "network"
    MCP = "mcp"
    UI = "ui"
    OTHER = "other"


class Use(StrEnum):
    """What is done to a path."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"


class Place(StrEnum):
    """Where a path lies, gravest last; the gravest that holds is told."""

    WORKSPACE = "workspace"
    OUTSIDE = "outside"
    CREDENTIAL = "credential"  # keys, tokens, password stores
    AGENT_CONFIG = "agent-config"  # what an agent or its hooks are set up with
    COUNTERSIGN = "countersign"  # our data, keys, settings, runtime files


@dataclass(frozen=True, slots=True)
class PathUse:
    """A path that an action names: absolute, symbolic links resolved as far as it exists."""

    path: str
    use: Use
    place: Place


class Trait(StrEnum):
    """What stands out about an action. Append-only: policies name them."""

    COMPOUND = "compound"  # a shell string of more than one simple command, or with expansions
    UNPARSED = "unparsed"  # not understood: it may be anything
    INTERPRETER = "interpreter"  # a program that runs what its arguments say
    DELETES = "deletes"
    PUSHES = "pushes"
    NETWORK = "network"  # a program that can send, or a tool that fetches
    EXFILTRATES = "exfiltrates"  # reads something here and sends it there, in one command
    CREDENTIAL = "credential"
    ELEVATES = "elevates"  # sudo and its kin
    SELF = "self"  # touches Countersign, its keys, an agent's hooks, or the person's input


class Protected(StrEnum):
    """What an agent must not touch without a person, whatever was granted. Append-only."""

    OUR_FILES = "our-files"  # Countersign's data, keys, settings, runtime files: used in any way
    OUR_VERBS = "our-verbs"  # commands of ours that reveal, loosen, pause, purge or undo
    OUR_PROCESSES = "our-processes"  # signals that may reach the recorder or the tray
    AGENT_CONFIG = "agent-config"  # an agent's settings and hooks: written or deleted
    KEYCHAIN = "keychain"  # programs that read or change the person's keychain
    INPUT = "input"  # programs that type and click for the person


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that an agent asks for.

    Attributes:
        agent: as `agents.catalog` names it, or what the sender calls itself.
        sender: who vouches for that; "" for nobody.
        run_id: the run it belongs to, "" where the agent names none.
        tool: the tool's name as the agent says it.
        kind: what sort of thing.
        side_effect: the worst that this call can do, as far as can be seen.
        call_id: the agent's own id of the call; None where it has none.
        cwd: the working folder, absolute; "" where unknown.
        workspace: the folder that the run works in; "" where unknown.
        arguments: as sent, bounded. Content: shown to the person, stored by their consent alone.
        text: the one argument that matters, as given: command, path, URL. Content.
        program: words of a simple shell command; () for anything else.
        paths, hosts: what it names.
        traits: what stands out.
        protected: what of ours, of the agents' own guards or of the person's it touches.
        secrets: rules of the redactor that match in the arguments, never the values.
        deadline_us: when the agent stops waiting, wall clock; None where it does not.
    """

    agent: str
    tool: str
    kind: ActionKind
    side_effect: SideEffect
    sender: str = ""
    run_id: str = ""
    call_id: str | None = None
    cwd: str = ""
    workspace: str = ""
    arguments: Mapping[str, JSON] = field(default_factory=dict)
    text: str = ""
    program: tuple[str, ...] = ()
    paths: tuple[PathUse, ...] = ()
    hosts: tuple[str, ...] = ()
    traits: frozenset[Trait] = frozenset()
    protected: frozenset[Protected] = frozenset()
    secrets: tuple[str, ...] = ()
    deadline_us: int | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """What decided: a rule of a policy file, a grant, or a default.

    Attributes:
        rule: name of the rule; "" where no rule spoke.
        file, line: where it stands; "" and 0 for none.
        reason: a sentence for the person and the agent.
        policy: version and digest of the policy in force, `7 5f0c91d7`.
        grant: `seq` of the consent record that allowed it; None where none did.
        role: who must allow it, where a rule names a role; "" for anybody at this desktop.
        managed: an administrator decided that it is asked: each time, and no grant comes of it.
    """

    rule: str = ""
    file: str = ""
    line: int = 0
    reason: str = ""
    policy: str = ""
    grant: int | None = None
    role: str = ""
    managed: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may run. `because.grant` tells a person's grant from a policy's rule."""

    because: Because


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not run; the agent gets the reason."""

    because: Because


@dataclass(frozen=True, slots=True)
class MustAsk:
    """A person answers it."""

    because: Because


@dataclass(frozen=True, slots=True)
class NoOpinion:
    """No rule speaks of it: the agent's own permissions hold."""

    because: Because


Decision: TypeAlias = Allowed | Denied | MustAsk | NoOpinion


class Lasts(StrEnum):
    """How long a grant holds."""

    ONCE = "once"
    RUN = "run"
    UNTIL = "until"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant covers; what is empty covers nothing more than the action it was given for.

    Attributes:
        agent: its agent; "*" any.
        tool: its tool.
        program: words that a simple command begins with; () for no shell command at all.
        exact: whether the command must be these words and no more.
        folder: absolute; below it as well where `below`. "" anywhere.
        below: see folder.
        hosts: only these; () none may be named.
    """

    agent: str
    tool: str
    program: tuple[str, ...] = ()
    exact: bool = True
    folder: str = ""
    below: bool = False
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed, and it is in force.

    Attributes:
        seq: the consent record that gave it.
        purpose: name of a purpose (`consent.purposes`).
        scope: what it covers; None for content purposes.
        lasts, run, until_us: how long.
        used: how often, once each.
    """

    seq: int
    purpose: str
    scope: Scope | None
    lasts: Lasts
    run: tuple[str, str] | None = None  # sender, run_id
    until_us: int | None = None
    used: int = 0
