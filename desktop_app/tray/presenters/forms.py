"""What exactly is asked for, in the form that suits it: command, change, content, path, address.

Promise: everything the agent sent stands in some part of the form. What its makers call a
description is shown as what it is, one of the arguments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from desktop_app.model import canonical
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import safe_text
from desktop_app.tray.presenters.replaced import replaced
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.changes import Line

_OLD, _NEW = ("old_string", "old_str"), ("new_string", "new_str")
_CONTENT = ("content", "contents", "file_text")
_PATH = ("file_path", "path", "absolute_path", "notebook_path")
_BEYOND_ASCII = "xn--"
_ADDRESS = re.compile(  # RFC 3986, 3.2; the user goes to the last @, as programs read it
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://(?P<user>[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^:/?#]*)"
    r"(?P<port>:[0-9]*)?(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?P<fragment>#.*)?\Z",
    re.DOTALL,
)


class Shape(Enum):
    """Which form it is."""

    COMMAND = "command"
    CHANGE = "change"
    CONTENT = "content"
    PATH = "path"
    ADDRESS = "address"
    ARGUMENTS = "arguments"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: name, value, and what is to be noticed about it."""

    name: str
    value: str
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What is shown.

    Attributes:
        shape: see `Shape`.
        text: what is painted as numbered lines: the command, the content, the arguments.
        what: what that text is called: "Command".
        file: the path that stands above it, "" for none.
        note: at the end of the line with the file, or of the foot.
        diff: lines of a change.
        doubt: what is odd about it, a sentence; "" for nothing.
        facts: rows.
        rest: the other arguments, one a line.
    """

    shape: Shape
    text: str = ""
    what: str = ""
    file: str = ""
    note: str = ""
    diff: tuple[Line, ...] = ()
    doubt: str = ""
    facts: tuple[Fact, ...] = ()
    rest: str = ""

    @property
    def whole(self) -> str:
        """All of it as one text, for findings and for a screen reader."""
        changed = [f"{line.sign}{line.text}" for line in self.diff if line.sign != "@"]
        rows = [f"{fact.name}: {fact.value}" for fact in self.facts]
        parts = (self.file, *rows, self.text, *changed, self.rest)
        return "\n".join(part for part in parts if part)

    def findings(self) -> list[str]:
        """Return what in it could deceive whoever reads it."""
        changed = "\n".join(line.text for line in self.diff)
        rows = "\n".join(fact.value for fact in self.facts)
        others = f"{changed}\n{rows}\n{self.rest}"
        return safe_text.told(self.text, others)


def form(question: Mapping[str, JSON], home: str, content: str | None = None) -> Form:
    """Return what is asked for.

    Args:
        question: as the recorder tells it.
        home: the person's home directory, which is written `~`.
        content: of the file that is changed (`changed_file`), where it was read.
    """
    found = question.get("arguments")
    arguments = found if isinstance(found, dict) else {}
    if changed_file(question):
        return _change(question, arguments, home, content)
    makers = {
        "shell": _command,
        "file.read": _path,
        "file.write": _written,
        "file.delete": _path,
        "network": _addressed,
    }
    make = makers.get(str(question.get("kind")))
    made = None if make is None else make(question, arguments, home)
    if made is not None:
        return made
    said = str(question.get("text") or "")
    everything = _rest(arguments) or said
    return Form(
        Shape.ARGUMENTS,
        everything,
        tr("Arguments"),
        note=tr("Tool {tool}", tool=visible(str(question.get("tool"))[:80])),
    )


def changed_file(question: Mapping[str, JSON]) -> str:
    """Return the file of which a part is replaced; "" where nothing is.

    Where links lead was followed when it was asked: what stands there is what is changed.
    """
    arguments = question.get("arguments")
    if question.get("kind") != "file.write" or not isinstance(arguments, dict):
        return ""
    if _taken(arguments, _OLD) is None or _taken(arguments, _NEW) is None:
        return ""
    real = [one.get("path") for one in _paths(question) if one.get("use") == "write"]
    return str(real[0] if len(real) == 1 else question.get("text") or "")


def short(path: str, home: str) -> str:
    """Return a path with `~` for the home directory."""
    if home and (path == home or path.startswith(f"{home}/")):
        return visible(f"~{path[len(home) :]}")
    return visible(path)


def counted(diff: tuple[Line, ...]) -> str:
    """Return `changed: 1 line removed, 2 added`."""
    removed = sum(line.sign == "-" for line in diff)
    added = sum(line.sign == "+" for line in diff)
    lost = trn("{n} line removed", "{n} lines removed", removed)
    return tr("changed: {removed}, {added} added", removed=lost, added=f"{added:,}")


def registrable(host: str) -> tuple[str, str]:
    """Return a host in two parts: what anybody below a domain may choose, and the domain.

    The domain is its last two labels, or three where the one before the last is short, as in
    `example.co.uk`: a guess that shows rather more than less.
    """
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else 2  # noqa: PLR2004
    if host.replace(".", "").isdigit() or ":" in host:
        return "", host
    front = ".".join(labels[:-keep])
    return (f"{front}." if front else ""), ".".join(labels[-keep:])


def _command(question: Mapping[str, JSON], arguments: Mapping[str, JSON], home: str) -> Form | None:
    said, folder = str(question.get("text") or ""), str(question.get("cwd") or "")
    if not said:
        return None
    note = tr("in {folder}", folder=short(folder, home)) if folder else ""
    return Form(Shape.COMMAND, said, tr("Command"), note=note, rest=_beside(arguments, said))


def _written(question: Mapping[str, JSON], arguments: Mapping[str, JSON], home: str) -> Form | None:
    file = short(str(question.get("text") or ""), home)
    content = _taken(arguments, _CONTENT)
    if content is None:
        return _path(question, arguments, home)
    rest = _rest(arguments, *_CONTENT, *_PATH)
    return Form(Shape.CONTENT, content, tr("Content"), file, rest=rest)


def _addressed(
    question: Mapping[str, JSON], arguments: Mapping[str, JSON], home: str
) -> Form | None:
    del home
    said = str(question.get("text") or "")
    address = _address(said)
    if address is None:
        return None
    return Form(Shape.ADDRESS, facts=_address_rows(address), rest=_beside(arguments, said))


def _path(question: Mapping[str, JSON], arguments: Mapping[str, JSON], home: str) -> Form | None:
    if not question.get("text"):
        return None
    return Form(Shape.PATH, facts=_path_rows(question, home), rest=_rest(arguments, *_PATH))


def _change(
    question: Mapping[str, JSON], arguments: Mapping[str, JSON], home: str, content: str | None
) -> Form:
    old, new = _taken(arguments, _OLD) or "", _taken(arguments, _NEW) or ""
    everywhere = arguments.get("replace_all") is True
    made = replaced(old, new, content, everywhere=everywhere)
    file = short(str(question.get("text") or ""), home)
    rest = _rest(arguments, *_OLD, *_NEW, *_PATH)
    note = counted(made.diff)
    return Form(Shape.CHANGE, "", tr("Change"), file, note, made.diff, made.doubt, rest=rest)


def _path_rows(question: Mapping[str, JSON], home: str) -> tuple[Fact, ...]:
    said = str(question.get("text"))
    rows = [Fact(tr("Path"), short(said, home) if said.startswith("/") else visible(said))]
    for one in _paths(question):
        flag = "" if one.get("place") == "workspace" else tr("outside its folder")
        real = str(one.get("path"))
        if real != said:
            rows.append(Fact(tr("Is"), short(real, home), flag))
        elif flag:
            rows[0] = Fact(rows[0].name, rows[0].value, flag)
    return tuple(rows)


def _address(said: str) -> re.Match[str] | None:
    found = _ADDRESS.match(said)
    return found if found is not None and found["host"] else None


def _address_rows(address: re.Match[str]) -> tuple[Fact, ...]:
    host = address["host"]
    flag = tr("an address, not a name") if _is_ip(host) else ""
    if not host.isascii() or _BEYOND_ASCII in host.lower():
        flag = tr("letters that can pass for others")
    if "\\" in host:
        flag = tr("read differently by different programs")
    rows = [Fact(tr("Scheme"), address["scheme"]), Fact(tr("Host"), host, flag)]
    user = address["user"]
    if user is not None:
        rows.append(Fact(tr("User"), user[:-1], tr("not part of the host")))
    if address["port"]:
        rows.append(Fact(tr("Port"), address["port"][1:]))
    told = (("query", tr("Query")), ("fragment", tr("Fragment")))
    rows.append(Fact(tr("Path"), address["path"] or "/"))
    rows += [Fact(name, address[part][1:]) for part, name in told if address[part]]
    return tuple(rows)


def _is_ip(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host


def _paths(question: Mapping[str, JSON]) -> list[dict[str, JSON]]:
    found = question.get("paths")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _taken(arguments: Mapping[str, JSON], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = arguments.get(name)
        if isinstance(value, str):
            return value
    return None


def _beside(arguments: Mapping[str, JSON], said: str) -> str:
    """Return the arguments beside the one that is shown as a whole."""
    shown = next((name for name, value in arguments.items() if value == said), "")
    return _rest(arguments, shown)


def _rest(arguments: Mapping[str, JSON], *shown: str) -> str:
    """Return the others, one a line; further lines of a value are set in."""
    return "\n".join(
        f"{name}: {_value(value)}" for name, value in arguments.items() if name not in shown
    )


def _value(value: JSON) -> str:
    if not isinstance(value, str):
        return canonical.encode_body(value).decode()
    return value.replace("\n", "\n    ")
