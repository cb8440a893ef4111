"""What an action does, as far as it can be seen: a shape, a few words, and what limits them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.tray.presenters import file_uses
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

_MAY_SEND = frozenset(("shell", "mcp", "other"))
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """One line: icon, its colour's token, what holds, what is to be known about it."""

    icon: str
    tone: str
    strong: str
    text: str = ""


def of(question: Mapping[str, JSON], home: str) -> tuple[Effect, ...]:
    """Return what is said of a question's action, the gravest first."""
    traits = set(_texts(question, "traits"))
    made = [*_stands_out(traits, question), *_files(question, home)]
    made.append(_undo(question))
    made += _hosts(question)
    secrets = _texts(question, "secrets")
    if secrets:
        said = trn("Holds {n} kind of secret", "Holds {n} kinds of secrets", len(secrets))
        made.append(Effect("redacted", "ask", said, ", ".join(map(visible, secrets))))
    return tuple(made)


def _stands_out(traits: set[str], question: Mapping[str, JSON]) -> list[Effect]:
    told = (
        ("unparsed", "warning", tr("Not understood"), tr("it may do anything")),
        ("self", "warning", tr("Touches what guards you"), _protected(question)),
        ("exfiltrates", "warning", tr("Reads here and sends there"), tr("in one command")),
        ("elevates", "warning", tr("Runs with more rights"), ""),
        ("credential", "key", tr("Touches keys or passwords"), ""),
        ("pushes", "export", tr("Pushes"), tr("others can read it then")),
        ("interpreter", "warning", tr("Runs what its arguments say"), ""),
        ("compound", "shell", tr("More than one command"), tr("all of it is shown above")),
    )
    return [
        Effect(icon, "deny" if icon == "warning" else "text2", strong, text)
        for trait, icon, strong, text in told
        if trait in traits
    ]


def _files(question: Mapping[str, JSON], home: str) -> list[Effect]:
    found = question.get("paths")
    paths = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    made = []
    gone = [str(one.get("path")) for one in paths if one.get("use") == "delete"]
    if gone or question.get("kind") == "file.delete" or "deletes" in _texts(question, "traits"):
        strong = tr("Deletes a file") if len(gone) == 1 else tr("Deletes files")
        made.append(Effect("file-delete", "deny", strong, _names(gone, home)))
    for _path, use in file_uses.of(str(one.get("path")) for one in paths if _changes(one)):
        icon, tone = ("warning", "deny") if use.grave else ("info", "text2")
        made.append(Effect(icon, tone, use.strong, use.text))
    outside = [str(one.get("path")) for one in paths if one.get("place") == "outside"]
    if outside:
        made.append(Effect("link", "text2", tr("Outside its folder"), _names(outside, home)))
    return made


def _changes(path: Mapping[str, JSON]) -> bool:
    return path.get("use") in {"write", "delete"}


def _undo(question: Mapping[str, JSON]) -> Effect:
    sends = question.get("kind") == "network" or bool(question.get("hosts"))
    match question.get("side_effect"):
        case "none":
            return Effect("info", "text2", tr("Changes nothing"), tr("as far as can be seen"))
        case "read":
            return Effect(
                "file-read", "text2", tr("Reads"), tr("as far as can be seen it changes nothing")
            )
        case "irreversible":
            text = tr("what is sent cannot be called back") if sends else tr("no copy is kept")
            return Effect("warning", "deny", tr("Cannot be undone"), text)
        case _:
            text = tr("whether it can be undone is not known")
            return Effect("file-edit", "text2", tr("Can change something"), text)


def _hosts(question: Mapping[str, JSON]) -> list[Effect]:
    hosts, kind = _texts(question, "hosts"), question.get("kind")
    sends = kind == "network" or bool(hosts)
    made = []
    if hosts:
        strong = trn("Names {n} host", "Names {n} hosts", len(hosts))
        made.append(Effect("network", "text2", strong, ", ".join(visible(one) for one in hosts)))
    elif kind in _MAY_SEND:
        text = tr("but a program can send without naming one")
        made.append(Effect("network", "text2", tr("No host is named"), text))
    if sends:
        text = tr("it holds Countersign, not the agent")
        made.append(Effect("local-only", "text2", tr("Local-only mode does not stop this"), text))
    return made


def _protected(question: Mapping[str, JSON]) -> str:
    told = {
        "our-files": tr("Countersign's files"),
        "our-verbs": tr("Countersign's commands"),
        "our-processes": tr("Countersign's processes"),
        "agent-config": tr("the agent's settings and hooks"),
        "keychain": tr("your keychain"),
        "input": tr("your mouse and keyboard"),
    }
    return ", ".join(told.get(one, visible(one)) for one in _texts(question, "protected"))


def _names(paths: list[str], home: str) -> str:
    shown = [_short(path, home) for path in paths[:MOST_NAMES]]
    more = len(paths) - len(shown)
    return ", ".join([*shown, *([tr("{n} more", n=more)] if more > 0 else [])])


def _short(path: str, home: str) -> str:
    inside = home and path.startswith(f"{home}/")
    return visible(f"~{path[len(home) :]}" if inside else path)


def _texts(question: Mapping[str, JSON], name: str) -> list[str]:
    found = question.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
