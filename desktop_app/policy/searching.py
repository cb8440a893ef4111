"""Looks for what is dangerous in text that is not understood: scripts, loops, strange quoting.

Every word counts as a program, everything with a slash as a path that may be written. What it finds
is there or looks like it; what it does not find may still be there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.model.action import Protected, SideEffect, Trait, Use
from desktop_app.policy import hosts, programs

if TYPE_CHECKING:
    from desktop_app.policy.seen import Seen

_WORDS = re.compile(r"[^\s;&|()<>{}`\"'$=,:\[\]\\]+")
_PATHS = re.compile(r"(?:\b[A-Za-z]:)?[\w.@+~/\\-]+")
_HOME = re.compile(r"\$HOME\b|\$\{HOME\}|%USERPROFILE%|os\.path\.expanduser")
_CHARS = 64 * 1024
_READERS = (
    frozenset(("cat", "head", "tail", "tac", "grep", "find", "cut", "sed", "awk", "jq", "strings"))
    | programs.ENCODERS
    | programs.REVEALS_ENVIRONMENT
)
_INSERTS = re.compile(r"\$\(|`|<\(")
_OURS = re.compile(
    r"(?:\bcountersign(?:-hook)?|\bdesktop_app)(?:\.exe)?[\"']?\s+(\S+)(?:\s+(\S+))?"
)
_TRAITS = (
    (Trait.INTERPRETER, programs.INTERPRETERS),
    (Trait.ELEVATES, programs.ELEVATES),
    (Trait.DELETES, programs.DELETES),
    (Trait.NETWORK, programs.NETWORK),
)
_PROTECTED = (
    (Protected.KEYCHAIN, programs.KEYCHAIN_WORDS),
    (Protected.INPUT, programs.INPUT),
)


def search(text: str, seen: Seen) -> None:
    """Add what a text that is not understood may do; it may do anything else too."""
    text = text[:_CHARS]
    words = _WORDS.findall(text)
    names = {name_of(word) for word in words}
    seen.reaches(SideEffect.IRREVERSIBLE)
    seen.traits.update(trait for trait, table in _TRAITS if names & table)
    seen.protected.update(what for what, table in _PROTECTED if names & table)
    for word in words:
        verbs = programs.VERB_TRAITS.get(name_of(word), {})
        for verb in names & verbs.keys():
            seen.traits.update(verbs[verb])
    if "git" in names:
        _search_git(names, seen)
    if any(_leaks(statement) for statement in re.split(r"[;&\n]", text)):
        seen.stands_out(Trait.EXFILTRATES)
    _search_ours(text, names, seen)
    _search_places(text, seen)


def _names(text: str) -> set[str]:
    return {name_of(word) for word in _WORDS.findall(text)}


def _leaks(statement: str) -> bool:
    """Tell whether one statement reads here and sends there: by a pipe, or inserted."""
    reads = False
    for part in statement.split("|"):
        names = _names(part)
        if reads and names & programs.NETWORK:
            return True
        reads = reads or bool(names & _READERS)
    inserts = _INSERTS.search(statement)
    if inserts is None or not _names(statement[: inserts.start()]) & programs.NETWORK:
        return False
    inner = statement[inserts.end() :]
    return inner.lstrip().startswith("<") or bool(_names(inner) & _READERS)


def name_of(word: str) -> str:
    """Return a program's name: without folder and `.exe`, in small letters."""
    name = re.split(r"[/\\]", word)[-1].casefold()
    for ending in (".exe", ".cmd", ".bat", ".com"):
        name = name.removesuffix(ending)
    return name


def _search_git(names: set[str], seen: Seen) -> None:
    if names & programs.GIT_NETWORK:
        seen.stands_out(Trait.NETWORK)
    if "push" in names:
        seen.stands_out(Trait.PUSHES)
    if names & programs.GIT_DELETES:
        seen.stands_out(Trait.DELETES)


def _search_ours(text: str, names: set[str], seen: Seen) -> None:
    """Our name next to a verb that a person alone may run, a signal or a bus."""
    for match in _OURS.finditer(text):
        verb, second = (part.strip("\"'`);,]") if part else "" for part in match.groups())
        hidden = verb.startswith(("$", "-", "\\", "'", '"')) or not verb
        if hidden or may_loosen(verb, second):
            seen.protected.add(Protected.OUR_VERBS)
    ours = "countersign" in text or "desktop_app" in text
    if ours and names & (programs.SIGNALS | programs.SERVICES):
        seen.protected.add(Protected.OUR_PROCESSES)
    if names & programs.BUS_TOOLS or "org.freedesktop" in text:
        search_bus(text, seen)


def search_bus(text: str, seen: Seen) -> None:
    """Messages that answer a notification, speak to us, or ask for secrets."""
    small = text.casefold()
    if "notification" in small or "countersign" in small or "actioninvoked" in small:
        seen.protected.add(Protected.INPUT)
    if "secret" in small or "kwallet" in small or "keyring" in small:
        seen.protected.add(Protected.KEYCHAIN)


def may_loosen(verb: str, second: str) -> bool:
    """Tell whether a verb of ours is one that only a person may run."""
    if verb in programs.OUR_READING or (verb, second) in programs.OUR_READING_PAIRS:
        return False
    return verb in programs.OUR_LOOSENING


def _search_places(text: str, seen: Seen) -> None:
    """Everything that looks like a path or a host."""
    for word in dict.fromkeys(_PATHS.findall(_HOME.sub("~", text))):
        if "/" in word or "\\" in word or word == "~":
            seen.names(word, Use.WRITE, sure=False)
    seen.hosts.extend(hosts.in_text(text))
