"""A tool call, as the agent says it, into an Action: what it is, how far it reaches, what it names.

By the name and the arguments alone. What the table of tools does not know is taken by its name's
verb, and for irreversible where that says nothing; no sender's own word makes it less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.model.action import (
    Action,
    ActionKind,
    PathUse,
    Place,
    Protected,
    SideEffect,
    Trait,
    Use,
)
from desktop_app.policy import hosts
from desktop_app.policy.cover import GUARDED
from desktop_app.policy.patches import files_of
from desktop_app.policy.paths import joined, normalise
from desktop_app.policy.protection import touched
from desktop_app.policy.searching import search
from desktop_app.policy.seen import NamedPath, Seen, below_home, worst
from desktop_app.policy.shell import analyse
from desktop_app.policy.tooltable import Tool

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.policy.places import Places

Resolve: TypeAlias = Callable[[str], str]
_SHELLS = frozenset(("bash", "sh", "zsh", "dash", "/bin/bash", "/bin/sh", "/bin/zsh"))
_RUN_FLAGS = frozenset(("-c", "-lc", "-lic", "-ic"))
_ANY_MCP = "mcp_"  # `mcp__server__tool`; Gemini CLI writes `mcp_server_tool`
MAX_TEXTS = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """What an agent says that it is about to do; `Action` tells what each field is.

    `side_effect` is what the sender declares, None for nothing: it may raise what we know, and it
    is taken where we know nothing.
    """

    agent: str
    tool: str
    arguments: Mapping[str, JSON] = field(default_factory=dict)
    cwd: str = ""
    workspace: str = ""
    sender: str = ""
    run_id: str = ""
    call_id: str | None = None
    deadline_us: int | None = None
    side_effect: SideEffect | None = None
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """What calls are judged by; made once.

    Attributes:
        tools: `parse_tools`.
        places: `parse_places`.
        known_level: what the name of a tool says of it (`normalize.tools.side_effect_level`).
        home: the person's home folder; "" for unknown.
        our_pids: process ids of recorder and tray.
    """

    tools: Mapping[str, Tool]
    places: Places
    known_level: Callable[[str], str | None]
    home: str = ""
    our_pids: frozenset[int] = frozenset()


def _as_it_is(path: str) -> str:
    return path


def classify(call: Call, tables: Tables, resolve: Resolve = _as_it_is) -> Action:
    """Return the action of a call. `resolve` follows symbolic links as far as a path exists.

    Computes alone but for `resolve`; never raises on anything that an agent sends.
    """
    tool = tables.tools.get(call.tool.casefold()) or _unknown(call, tables)
    found = _Found(call, tables, tool)
    if tool.command or tool.opaque:
        found.shell()
    elif tool.patch:
        found.patch()
    elif tool.read or tool.write or tool.url:
        found.arguments()
    elif tool.kind in (ActionKind.MCP, ActionKind.OTHER, ActionKind.UI):
        found.anything()
    return found.action(resolve)


def _unknown(call: Call, tables: Tables) -> Tool:
    """A tool that no row knows: by its name, else by what its sender declares, else the worst."""
    kind = ActionKind.MCP if call.tool.startswith(_ANY_MCP) else ActionKind.OTHER
    known = tables.known_level(call.tool)
    if known is not None:
        return Tool(kind, SideEffect(known))
    declared = call.side_effect if kind is not ActionKind.MCP else None
    return Tool(kind, declared or SideEffect.IRREVERSIBLE)


class _Found:
    """Adds up what a call names."""

    def __init__(self, call: Call, tables: Tables, tool: Tool) -> None:
        self._call, self._tables, self._tool = call, tables, tool
        self._level = tool.side_effect
        self._kind = tool.kind
        self._traits: set[Trait] = set()
        self._protected: set[Protected] = set()
        self._paths: list[NamedPath] = []
        self._hosts: list[str] = []
        self._program: tuple[str, ...] = ()
        self._text = ""
        self._cwd = call.cwd
        if tool.sends:
            self._traits.add(Trait.NETWORK)
        if any(_asks_freedom(call.arguments.get(name)) for name in tool.frees):
            self._traits.add(Trait.ELEVATES)

    # --- each sort of tool ----------------------------------------------------------------------

    def shell(self) -> None:
        """A command: by what the shell would make of it."""
        folder = self._first(self._tool.cwd)
        if folder:
            self._cwd = normalise(folder, self._call.cwd, self._tables.home)
        command = None if self._tool.opaque else self._command()
        if command is None:
            self._opaque()
            return
        self._text = command
        facts = analyse(command, self._cwd, self._tables.home)
        self._level = facts.side_effect
        self._program = facts.words
        self._traits |= facts.traits
        self._protected |= facts.protected
        self._paths, self._hosts = list(facts.paths), list(facts.hosts)
        if {str(pid) for pid in self._tables.our_pids} & {pid.lstrip("-") for pid in facts.signals}:
            self._protected.add(Protected.OUR_PROCESSES)

    def _command(self) -> str | None:
        """Return the shell string; a list of words as the string that means them; None for odd."""
        value = next(
            (
                self._call.arguments[key]
                for key in self._tool.command
                if key in self._call.arguments
            ),
            None,
        )
        if isinstance(value, str):
            return value
        if not isinstance(value, Sequence) or not value:
            return None
        words = [word for word in value if isinstance(word, str)]
        if len(words) != len(value):
            return None
        if len(words) == 3 and words[0] in _SHELLS and words[1] in _RUN_FLAGS:  # noqa: PLR2004
            return words[2]
        return " ".join(_quoted(word) for word in words)

    def patch(self) -> None:
        """A patch: by the files that it names."""
        text = self._first(self._tool.patch)
        files = files_of(text)
        if not files:
            self._opaque()
            return
        for name, use in files:
            self._name(name, use)
        if any(use is Use.DELETE for _, use in files):
            self._level, self._kind = SideEffect.IRREVERSIBLE, ActionKind.DELETE
            self._traits.add(Trait.DELETES)
        self._text = files[0][0]

    def arguments(self) -> None:
        """A tool whose arguments are known by name."""
        tool = self._tool
        for keys, use in ((tool.read, Use.READ), (tool.write, Use.WRITE)):
            for text in self._texts(keys):
                self._name(text, use)
        urls = self._texts(tool.url)
        self._hosts = [host for text in urls for host in hosts.in_text(text)]
        named = self._texts((*tool.read, *tool.write, *tool.url))
        self._text = named[0] if named else ""
        if tool.deep:
            self._paths += below_home(self._paths, self._tables.home)
        if not named and tool.default_folder:
            self._paths.append(NamedPath(self._cwd, Use.READ))
        elif not named:
            self._opaque()

    def anything(self) -> None:
        """A tool of which only the name is known: whatever looks like a path or an address."""
        reads = self._level in (SideEffect.NONE, SideEffect.READ)
        for text in _all_texts(self._call.arguments):
            if "/" in text or "\\" in text or text.startswith("~"):
                use = Use.READ if reads else Use.WRITE
                self._name(text.removeprefix("file://"), use, sure=False)
            self._hosts += hosts.in_text(text)

    def _opaque(self) -> None:
        """Arguments that are not what they should be: it may be anything, so they are searched."""
        seen = Seen(self._cwd, self._tables.home)
        text = "\n".join(_all_texts(self._call.arguments))
        search(text, seen)
        self._level = worst(self._level, SideEffect.IRREVERSIBLE)
        self._traits |= seen.traits | {Trait.UNPARSED}
        self._protected |= seen.protected
        self._paths, self._hosts = seen.paths, seen.hosts
        self._text = text

    # --- together -------------------------------------------------------------------------------

    def action(self, resolve: Resolve) -> Action:
        """Return the action."""
        call = self._call
        workspace = _resolved(call.workspace, resolve)
        paths = self._placed(workspace, resolve)
        traits = set(self._traits)
        if any(path.place is Place.CREDENTIAL for path in paths):
            traits.add(Trait.CREDENTIAL)
            if Trait.NETWORK in traits and self._kind is ActionKind.SHELL:
                traits.add(Trait.EXFILTRATES)
        if any(named.sure and not named.path for named in self._paths):
            traits.add(Trait.UNPARSED)  # nobody knows where that lies
        action = Action(
            agent=call.agent,
            tool=call.tool,
            kind=self._kind,
            side_effect=worst(self._level, call.side_effect or SideEffect.NONE),
            sender=call.sender,
            run_id=call.run_id,
            call_id=call.call_id,
            cwd=_resolved(self._cwd, resolve),
            workspace=workspace,
            arguments=call.arguments,
            text=self._text,
            program=() if Trait.UNPARSED in traits else self._program,
            paths=paths,
            hosts=tuple(dict.fromkeys(self._hosts)),
            traits=frozenset(traits),
            protected=frozenset(self._protected),
            secrets=call.secrets,
            deadline_us=call.deadline_us,
        )
        return _with_self(action)

    def _placed(self, workspace: str, resolve: Resolve) -> tuple[PathUse, ...]:
        """Return the paths with their places; a word that may be one only where it matters."""
        places = self._tables.places
        found: dict[PathUse, None] = {}
        for named in self._paths:
            path = _resolved(named.path, resolve)
            given = normalise(named.path, "/")  # a link among credentials is one too
            place = max(
                (places.of(one, workspace, named.use) for one in (path, given)), key=_GRAVITY.index
            )
            if named.sure or place in GUARDED:
                found[PathUse(path, named.use, place)] = None
        return tuple(found)

    def _name(self, text: str, use: Use, *, sure: bool = True) -> None:
        path = joined(text, self._cwd, self._tables.home)
        if path or sure:
            self._paths.append(NamedPath(path, use, sure))

    def _first(self, keys: tuple[str, ...]) -> str:
        texts = self._texts(keys)
        return texts[0] if texts else ""

    def _texts(self, keys: tuple[str, ...]) -> list[str]:
        """Return the texts of some arguments, of lists too."""
        found: list[str] = []
        for key in keys:
            value = self._call.arguments.get(key)
            found += _all_texts({key: value}) if value is not None else []
        return found


_GRAVITY = (
    Place.WORKSPACE,
    Place.OUTSIDE,
    Place.CREDENTIAL,
    Place.AGENT_CONFIG,
    Place.COUNTERSIGN,
)


def _with_self(action: Action) -> Action:
    """Add the trait that says: something protected is touched."""
    if not touched(action) or Trait.SELF in action.traits:
        return action
    return replace(
        action, traits=action.traits | {Trait.SELF}, protected=frozenset(touched(action))
    )


def _resolved(path: str, resolve: Resolve) -> str:
    return normalise(resolve(path), "/") if path else ""


def _asks_freedom(value: JSON) -> bool:
    return value is True or (isinstance(value, str) and "escalated" in value)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _all_texts(value: JSON) -> list[str]:
    """Return all texts in a value, at most so many."""
    found: list[str] = []
    waiting: list[JSON] = [value]
    while waiting and len(found) < MAX_TEXTS:
        one = waiting.pop(0)
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, Mapping):
            waiting[:0] = list(one.values())
        elif isinstance(one, Sequence):
            waiting[:0] = list(one)
    return found
