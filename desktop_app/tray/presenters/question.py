"""What the dialog says of one question: who asks for what exactly, what that does, why it is asked.

Made from a question as the recorder tells it (`resources/docs/control.md`, "Question"). Never more
is claimed than is known: whether something can be undone, or sends, is said as far as it is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import effects, forms
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.safe_text import spoken
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.effects import Effect
    from desktop_app.tray.presenters.forms import Form

LAST_US = 60_000_000  # the time in which the line counts down
ENDING_US = 2_000_000  # the recorder answers the agent a little before it stops waiting
_ICONS = {
    "shell": "shell",
    "file.read": "file-read",
    "file.write": "file-edit",
    "file.delete": "file-delete",
    "network": "network",
    "mcp": "mcp",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, in words.

    Attributes:
        id, intent: names it in answers, and in the record.
        icon, title, place: the head.
        form: what exactly is asked for.
        effects: what it does.
        why: rule, file, line, reason.
        rule: file, line and name of the rule, to show it; None where no rule asks.
        so_far: what the run did before.
        run: the run's sender and id, None where the agent names none.
        deadline_us: 0 where the agent has none.
        for_run, for_more: whether these may be answered.
        role: who must allow it; "" for anybody at this desktop.
        role_held: whether anybody holds it.
        notice, digest: the text that the answer is to, and its SHA-256.
        agent: its name.
    """

    id: str
    intent: int
    icon: str
    title: str
    place: str
    form: Form
    effects: tuple[Effect, ...]
    why: str
    rule: tuple[str, int, str] | None
    so_far: str
    run: tuple[str, str] | None
    asked_us: int
    deadline_us: int
    for_run: bool
    for_more: bool
    role: str
    role_held: bool
    notice: str
    digest: str
    agent: str

    @property
    def description(self) -> str:
        """All of it for a screen reader, hidden characters by their names."""
        effects = [f"{one.strong} {one.text}".strip() for one in self.effects]
        form = (spoken(self.form.whole), *self.form.findings(), self.form.doubt)
        role = may_allow(self.role, held=self.role_held) if self.role else ""
        said = (self.place, *form, *effects, self.why, role, self.so_far, self.notice)
        return "\n".join(one for one in said if one)


def asked(
    question: Mapping[str, JSON], now_us: int, home: str, content: str | None = None
) -> Asked:
    """Return a question in words.

    Args:
        question: as the recorder tells it.
        now_us: for the time of the run's start.
        home: the person's home directory, which is written `~`.
        content: of the file that is changed, where it was read (`forms.changed_file`).
    """
    kind, agent = text(question, "kind"), words.agent(text(question, "agent"))
    notice = text(group(question, "notice"), "text")
    run_id = text(question, "run_id")
    form = forms.form(question, home, content)
    return Asked(
        id=text(question, "id"),
        intent=number(question, "intent"),
        icon=_ICONS.get(kind, "agents"),
        title=_title(question, agent),
        place=_place(question, now_us, home),
        form=form,
        effects=effects.of(question, home),
        why=_why(group(question, "because")),
        rule=_rule(group(question, "because")),
        so_far=_so_far(group(question, "so_far")),
        run=(text(question, "sender"), run_id) if run_id else None,
        asked_us=number(question, "asked_us"),
        deadline_us=number(question, "deadline_us"),
        for_run=question.get("may_run") is True,
        for_more=bool(question.get("scopes")),
        role=visible(text(group(question, "because"), "role")),
        role_held=question.get("role_held") is not False,
        notice=notice,
        digest=sha256(notice.encode()).hexdigest(),
        agent=agent,
    )


def summary(question: Mapping[str, JSON]) -> str:
    """Return in one line what is asked for: the command, path or address, else the tool."""
    said = text(question, "text") or text(question, "tool")
    return visible(" ".join(said[:300].split("\n")))


def menu_line(question: Mapping[str, JSON]) -> str:
    """Return `Claude Code asks: rm -f hello.txt`."""
    agent = words.agent(text(question, "agent"))
    return tr("{agent} asks: {what}", agent=agent, what=summary(question))


def verb(question: Mapping[str, JSON]) -> str:
    """Return what the agent wants to do: `run a shell command`."""
    tool = visible(text(question, "tool")[:80])
    told = {
        "shell": tr("run a shell command"),
        "file.read": tr("read a file"),
        "file.write": tr("change a file"),
        "file.delete": tr("delete a file"),
        "network": tr("use the network"),
        "ui": tr("use screen, mouse or keyboard"),
    }
    return told.get(text(question, "kind")) or tr("use the tool {tool}", tool=tool)


def deadline(shown: Asked, now_us: int) -> tuple[str, bool]:
    """Return the line about the deadline, and whether it counts down; "" without a deadline."""
    if not shown.deadline_us:
        return "", False
    when = formats.time_of_day(shown.deadline_us)[:8]
    left_us = shown.deadline_us - now_us
    if left_us > LAST_US:
        said = tr(
            "{agent} waits until {when}. If you do not answer it is denied, once.",
            agent=shown.agent,
            when=when,
        )
        return said, False
    said = tr(
        "{n} s left. {agent} stops waiting at {when}; then it is denied, once.",
        n=max(0, left_us // 1_000_000),
        agent=shown.agent,
        when=when,
    )
    return said, True


def is_over(shown: Asked, now_us: int) -> bool:
    """Tell whether the agent stopped waiting, or does within a moment."""
    return bool(shown.deadline_us) and now_us >= shown.deadline_us - ENDING_US


def stopped(shown: Asked) -> str:
    """Return what is said after the deadline."""
    return tr("{agent} stopped waiting. It was denied, once.", agent=shown.agent)


def left(shown: Asked) -> str:
    """Return what is said when nobody waits for the answer any more."""
    return tr("{agent} went away before you answered. It was denied, once.", agent=shown.agent)


def may_allow(role: str, *, held: bool) -> str:
    """Return who may allow what a role must allow; `held`: whether anybody holds it."""
    if not held:
        return tr("nobody: nobody holds the role {role}", role=role)
    return tr("who knows the passphrase of the role {role}, and only this once", role=role)


def passphrase_of(role: str) -> str:
    """Return the name of the line for a passphrase."""
    return tr("Passphrase of the role {role}", role=role)


def nobody_holds(role: str) -> str:
    """Return why a question can only be denied, and the way on."""
    return tr(
        "Nobody holds the role {role}, so it can only be denied. "
        "Give somebody the role: countersign consent approvers add {role}",
        role=role,
    )


def unreachable() -> str:
    """Return what is said when no recorder answers."""
    return tr("Countersign cannot reach the recorder. The agent is denied.")


def already(how: str, at_us: int) -> str:
    """Return `Already answered: denied at 10:32:40 from the notification.`."""
    if not how:
        return tr("Already answered.")
    when = formats.time_of_day(at_us)[:8]
    return tr("Already answered: {how} at {when} from the notification.", how=how, when=when)


def place_in(at: int, total: int) -> str:
    """Return `1 of 2`."""
    return tr("{n} of {total}", n=at, total=total)


def text(values: Mapping[str, JSON], name: str) -> str:
    """Return a text of a question; "" where there is none."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number(values: Mapping[str, JSON], name: str) -> int:
    """Return a number of a question; 0 where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) else 0


def group(values: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    """Return an object of a question; empty where there is none."""
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _title(question: Mapping[str, JSON], agent: str) -> str:
    return tr("{agent} asks to {verb}", agent=agent, verb=verb(question))


def _place(question: Mapping[str, JSON], now_us: int, home: str) -> str:
    folder = text(question, "cwd")
    parts = [tr("in {folder}", folder=forms.short(folder, home))] if folder else []
    parts = parts or [tr("folder not told")]
    began = number(question, "run_started_us")
    if began:
        when = formats.clock_time(began, now_us=now_us)
        parts.append(tr("run started {when}", when=when))
    delegated = visible(text(question, "delegated_by"))
    if delegated:
        parts.append(tr("delegated: {name}", name=delegated))
    return ", ".join(parts)


def _why(because: Mapping[str, JSON]) -> str:
    rule, reason = visible(text(because, "rule")), visible(text(because, "reason"))
    if not rule:
        return reason or tr("no rule allows it")
    file = visible(text(because, "file").rsplit("/", 1)[-1])
    line = number(because, "line")
    where = tr("{file} line {n}", file=file, n=line) if file and line else file
    named = ", ".join(part for part in (tr("rule {rule}", rule=rule), where) if part)
    return f"{named}: {reason[:1].lower()}{reason[1:].rstrip('.')}" if reason else named


def _rule(because: Mapping[str, JSON]) -> tuple[str, int, str] | None:
    file = text(because, "file").rsplit("/", 1)[-1]
    return (file, number(because, "line"), text(because, "rule")) if file else None


def _so_far(so_far: Mapping[str, JSON]) -> str:
    calls, denied = number(so_far, "tool_calls"), number(so_far, "denied")
    said = trn("{n} tool call", "{n} tool calls", calls) if calls else tr("no other tool call")
    refused = tr("{n} denied", n=f"{denied:,}") if denied else tr("nothing denied")
    return f"{said}, {refused}"
