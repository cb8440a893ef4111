"""Quick open as plain values: what can be done, what was found, in groups, the best first.

Promise: what a sender named is made safe to show here; nothing that was not kept is hinted at.
The order of the groups is that of their best matches: who types "verify" finds the deed first, who
types a file's name the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop_app.agents.catalog import AGENTS
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.query.matched import fold
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.tray.presenters.state import State

LIMIT = 5  # of each group
LONGEST = 200  # characters of a title; longer ones are bodies of log records
_TITLES = {agent.known_as: agent.title for agent in AGENTS}
_SHELLS = ("bash", "shell", "run_shell_command", "exec_command", "local_shell")
_RECORDS = {"turn": "turn", "model_call": "model", "error": "error", "subagent": "subagent"}
_LEVELS = {"read": "file-read", "write": "file-edit"}


class Group(Enum):
    """What an item is; groups that match equally well stand in this order."""

    FILES = 0
    CALLS = 1
    RUNS = 2
    RECORDS = 3
    DO = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Opens a run with a record selected in it, as `desk.Go.run` takes them."""

    ref: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """A deed: "page", "verify", "export", "local_only", "pause", "resume", "keys", "quit"."""

    deed: str
    value: str | int | None = None


Target: TypeAlias = Run | Do


@dataclass(frozen=True, slots=True)
class Item:
    """One line.

    Attributes:
        group: what it is.
        icon: of `resources/icons`.
        title: what it is called, safe to show.
        detail: by whom and when, or its keys.
        target: what Enter does.
        fixed: whether the title stands in the fixed font.
        rank: how well it matches; 0 is best.
    """

    group: Group
    icon: str
    title: str
    detail: str
    target: Target
    fixed: bool = False
    rank: int = 0

    @property
    def spoken(self) -> str:
        """Return what is read aloud of it."""
        return ", ".join(part for part in (kind_word(self.group), self.title, self.detail) if part)


def group_word(group: Group) -> str:
    """Return a group's heading."""
    return {
        Group.FILES: tr("Files"),
        Group.CALLS: tr("Tool calls"),
        Group.RUNS: tr("Runs"),
        Group.RECORDS: tr("Spans and logs"),
        Group.DO: tr("Do"),
    }[group]


def kind_word(group: Group) -> str:
    """Return what one item of a group is called when it is read aloud; a deed says it itself."""
    return {
        Group.FILES: tr("File"),
        Group.CALLS: tr("Tool call"),
        Group.RUNS: tr("Run"),
        Group.RECORDS: tr("Record"),
        Group.DO: "",
    }[group]


def agent_word(agent: str | None) -> str:
    """Return what an agent is called: `Claude Code`; its own word where we do not know it."""
    return visible(_TITLES.get(agent or "", agent or tr("unknown sender")))


def deeds(state: State, pages: Mapping[str, str]) -> list[Item]:
    """Return what can be done now.

    Args:
        state: of the recorder; without one there is nothing to switch or pause.
        pages: names and titles of the window's pages.
    """
    made = [
        _deed(tr("Verify now"), "integrity", Do("verify")),
        _deed(tr("Export audit bundle…"), "export", Do("export"), "Ctrl+E"),
        *_modes(state),
    ]
    for number, (name, title) in enumerate(pages.items()):
        made.append(_deed(title, name, Do("page", name), f"Ctrl+{number + 1}"))
    made.append(_deed(tr("Keyboard help"), "info", Do("keys"), "F1"))
    made.append(_deed(tr("Quit…"), "close", Do("quit")))
    return made


def listed(
    found: Mapping[str, Sequence[Mapping[str, Any]]],
    possible: Sequence[Item],
    text: str,
    now_us: int,
) -> list[Item]:
    """Return what matches, group after group, at most `LIMIT` of each, the best group first.

    Args:
        found: what `Query.quick_open` answered; empty where nothing could be asked.
        possible: what can be done (`deeds`).
        text: as typed.
        now_us: to say when.
    """
    words = fold(text).split()
    items = [
        replace(item, rank=_rank(item.title, words))
        for kind, make in _MADE.items()
        for row in found.get(kind, ())
        if row["run"] is not None  # a record of no known run has no window to be shown in
        for item in (make(row, now_us),)
    ]
    for item in possible:
        rank = _rank(item.title, words)
        if rank < _ELSEWHERE or not words:
            items.append(replace(item, rank=rank))
    return _in_groups(items)


def nothing(text: str) -> str:
    """Return what is said where nothing is found."""
    return tr(
        "Nothing matches “{text}”. Content that was not kept cannot be found.", text=visible(text)
    )


_ELSEWHERE = 4  # the words stand elsewhere than in the title


def _rank(title: str, words: Sequence[str]) -> int:
    """Return 0 for the title itself, 1 its beginning, 2 beginnings of its words, 3 inside, 4."""
    folded, typed = fold(title), " ".join(words)
    if folded == typed:
        return 0
    if folded.startswith(typed):
        return 1
    if all(f" {word}" in f" {folded}" for word in words):
        return 2
    return 3 if all(word in folded for word in words) else _ELSEWHERE


def _in_groups(items: Sequence[Item]) -> list[Item]:
    best: dict[Group, int] = {}
    for item in items:
        best[item.group] = min(item.rank, best.get(item.group, item.rank))
    order = sorted(best, key=lambda group: (best[group], group.value))
    result = []
    for group in order:
        of_it = sorted((item for item in items if item.group is group), key=lambda item: item.rank)
        result += of_it[: None if group is Group.DO else LIMIT]
    return result


def _modes(state: State) -> list[Item]:
    if not state.status:
        return []
    if state.local_only:
        mode = _deed(tr("Turn local-only mode off…"), "door-open", Do("local_only", 0))
    else:
        mode = _deed(tr("Turn local-only mode on"), "local-only", Do("local_only", 1))
    if state.phase is Phase.PAUSED:
        return [mode, _deed(tr("Resume"), "resume", Do("resume"))]
    return [
        mode,
        _deed(tr("Pause for 15 minutes"), "pause", Do("pause", 15 * 60)),
        _deed(tr("Pause for 1 hour"), "pause", Do("pause", 3600)),
        _deed(tr("Pause until I resume"), "pause", Do("pause")),
    ]


def _deed(title: str, icon: str, target: Do, keys: str = "") -> Item:
    return Item(Group.DO, icon, title, keys, target)


def _file(row: Mapping[str, Any], now_us: int) -> Item:
    values = {"agent": agent_word(row["agent"]), "when": _when(row["ns"], now_us)}
    icon = _LEVELS.get(row["level"] or "", "file-read")
    if row["operation"] == "create":
        icon, detail = "file-write", tr("created by {agent}, {when}", **values)
    elif row["level"] == "write":
        detail = tr("changed by {agent}, {when}", **values)
    elif row["level"] == "read":
        detail = tr("read by {agent}, {when}", **values)
    else:
        detail = tr("named by {agent}, {when}", **values)
    target = _run_of(row, f"{row['what']}:{row['record']}")
    return Item(Group.FILES, icon, _safe(row["path"]), detail, target, fixed=True)


def _call(row: Mapping[str, Any], now_us: int) -> Item:
    detail = _by(row["agent"], row["ns"], now_us)
    if row["outcome"] in {"denied", "error"}:
        outcome = tr("denied") if row["outcome"] == "denied" else tr("failed")
        detail = f"{detail}, {outcome}"
    icon = _LEVELS.get(row["side_effect_level"] or "", "turn")
    if row["name"].lower() in _SHELLS:
        icon = "shell"
    elif row["mcp_server"]:
        icon = "mcp"
    target = _run_of(row, f"call:{row['call']}")
    return Item(Group.CALLS, icon, _safe(row["name"]), detail, target, fixed=True)


def _run(row: Mapping[str, Any], now_us: int) -> Item:
    short = formats.short_id(row["run_id"] or "")
    title = _safe(row["name"]) if row["name"] else tr("Run {id}", id=visible(short))
    when = formats.clock_time(row["started_us"] or 0, now_us=now_us)
    agent = agent_word(row["agent"])
    detail = when if agent == title else f"{agent}, {when}"
    return Item(Group.RUNS, "timeline", title, detail, Run(f"#{row['run']}"))


def _record(row: Mapping[str, Any], now_us: int) -> Item:
    title = row["text"] or row["name"] or ""
    places = row["matched"]
    if places and all(place["in"] not in {"name", "text"} for place in places):
        title = f"{title.rstrip('.')}: {places[0]['text']}"
    target = _run_of(row, f"{row['what']}:{row['record']}")
    icon = _RECORDS.get(row["category"] or "", "info")
    return Item(Group.RECORDS, icon, _safe(title), _by(row["agent"], row["ns"], now_us), target)


def _run_of(row: Mapping[str, Any], record: str) -> Run:
    return Run(f"#{row['run']}", record)


def _by(agent: str | None, ns: int | None, now_us: int) -> str:
    return f"{agent_word(agent)}, {_when(ns, now_us)}"


def _when(ns: int | None, now_us: int) -> str:
    return formats.clock_time(ns // 1000, now_us=now_us) if ns else tr("time not known")


def _safe(text: str) -> str:
    shown = visible(text[: LONGEST + 1])
    return shown if len(text) <= LONGEST else f"{visible(text[:LONGEST])}…"


_MADE = {"files": _file, "calls": _call, "runs": _run, "records": _record}
