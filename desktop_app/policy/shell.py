"""What can be seen of a shell command before it runs: never more than is there to see.

`words` is given only for one simple command with nothing around it: such a command alone may be
covered by a person's grant for a program. More than one command, or expansions, make it `compound`;
what shells could read in another way is `unparsed`, and may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model.action import SideEffect, Trait, Use
from desktop_app.policy import hosts, programs
from desktop_app.policy.commands import judge, stays_here
from desktop_app.policy.paths import joined
from desktop_app.policy.searching import name_of, search
from desktop_app.policy.seen import NamedPath, Seen
from desktop_app.policy.shellwords import take_apart

if TYPE_CHECKING:
    from desktop_app.model.action import Protected
    from desktop_app.policy.shellwords import Command, Line, Word

_HARMLESS_TARGETS = frozenset(("/dev/null",))
_SOCKETS = ("/dev/tcp/", "/dev/udp/")
_CHANGES_FOLDER = frozenset(("cd", "pushd", "popd", "chdir"))
_FILE_DESCRIPTORS = frozenset((*"0123456789", "-"))


@dataclass(frozen=True, slots=True)
class ShellFacts:
    """What was seen of a command.

    Attributes:
        words: of a simple command; () for anything else.
        side_effect: the worst that it can do.
        traits, protected: as in an Action.
        programs: names as far as seen, in their order.
        paths: that it names, with the worst use.
        hosts: that it names.
        signals: process ids that are sent signals.
    """

    words: tuple[str, ...]
    side_effect: SideEffect
    traits: frozenset[Trait]
    protected: frozenset[Protected]
    programs: tuple[str, ...]
    paths: tuple[NamedPath, ...]
    hosts: tuple[str, ...]
    signals: tuple[str, ...]


def analyse(command: str, cwd: str, home: str = "") -> ShellFacts:
    """Return what can be seen of a command that a POSIX shell, bash or zsh shall run.

    `cwd` and `home` are absolute folders, "" where unknown: paths then have no place.
    """
    seen = Seen(cwd, home)
    line = take_apart(command)
    if line is None or not _known(line):
        seen.stands_out(Trait.UNPARSED)
        search(command, seen)
        return _facts((), seen)
    for pipeline in line.pipelines:
        for one in pipeline:
            _judge(one, seen)
            if one.words[0].text in _CHANGES_FOLDER:
                _change_folder(one, line, seen)
        _exfiltrates(pipeline, seen)
    simple = _is_simple(line)
    if not simple:
        seen.stands_out(Trait.COMPOUND)
    lost = any(path.sure and not path.path for path in seen.paths)  # nobody knows where it lies
    if seen.full or lost or any(_hides(word, seen) for word in _words(line)):
        seen.stands_out(Trait.UNPARSED)
    words = tuple(word.text for word in line.pipelines[0][0].words) if simple else ()
    return _facts(words if Trait.UNPARSED not in seen.traits else (), seen)


def _facts(words: tuple[str, ...], seen: Seen) -> ShellFacts:
    return ShellFacts(
        words,
        seen.level,
        frozenset(seen.traits),
        frozenset(seen.protected),
        tuple(seen.programs),
        tuple(dict.fromkeys(seen.paths)),
        tuple(dict.fromkeys(seen.hosts)),
        tuple(dict.fromkeys(seen.signals)),
    )


def _words(line: Line) -> list[Word]:
    commands = [command for pipeline in line.pipelines for command in pipeline]
    return [word for command in commands for word in command.words] + [
        redirect.target for command in commands for redirect in command.redirects
    ]


def _known(line: Line) -> bool:
    """Tell whether every word is known, every program is one word, and no variable is set."""
    commands = [command for pipeline in line.pipelines for command in pipeline]
    return (
        all(word.known for word in _words(line))
        and not any(command.words[0].glob or command.sets_variables for command in commands)
        and not any(redirect.target.glob for c in commands for redirect in c.redirects)
    )


def _is_simple(line: Line) -> bool:
    """One command, nothing that separates, no pattern, no file that it is turned to."""
    if line.separators or len(line.pipelines) != 1 or len(line.pipelines[0]) != 1:
        return False
    (command,) = line.pipelines[0]
    return not any(word.glob for word in command.words) and not _redirects(command)


def _redirects(command: Command) -> list[tuple[str, str]]:
    """Return redirects that read or write a file: operator and name."""
    found = []
    for redirect in command.redirects:
        target = redirect.target.text
        if redirect.operator in (">&", "<&") and target in _FILE_DESCRIPTORS:
            continue
        if target not in _HARMLESS_TARGETS:
            found.append((redirect.operator, target))
    return found


def _judge(command: Command, seen: Seen) -> None:
    """Add a command and its redirects."""
    judge(command.words, seen)
    for operator, target in _redirects(command):
        reads = operator == "<"
        if target.startswith(_SOCKETS):  # bash opens a connection
            seen.reaches(SideEffect.IRREVERSIBLE)
            seen.stands_out(Trait.NETWORK, *(() if reads else (Trait.EXFILTRATES,)))
            seen.hosts.append(target.split("/")[3])
        seen.names(target, Use.READ if reads else Use.WRITE)
        seen.reaches(SideEffect.READ if reads else SideEffect.WRITE)


def _change_folder(command: Command, line: Line, seen: Seen) -> None:
    """`cd FOLDER && ...` at the beginning; elsewhere nobody knows where later paths lie."""
    texts = [word.text for word in command.words]
    first = command is line.pipelines[0][0] and len(line.pipelines[0]) == 1
    follows = all(separator == "&&" for separator in line.separators[:1])
    plain = texts[0] == "cd" and len(texts) == 2 and not command.words[1].glob  # noqa: PLR2004
    target = texts[1] if plain else ""
    while target.startswith("../"):
        target = target[3:]
    climbs = target != ".." and ".." in target  # the shell leaves a link as it came in
    if first and follows and plain and not climbs and not target.startswith("-"):
        seen.cwd = joined(texts[1], seen.cwd, seen.home)
    else:
        seen.cwd = ""
    if not seen.cwd:
        seen.stands_out(Trait.UNPARSED)


def _hides(word: Word, seen: Seen) -> bool:
    """Tell whether a pattern can name files that its text does not show: hidden or elsewhere."""
    if not word.glob:
        return False
    folder, _, name = word.text.rpartition("/")
    odd = set("?[{") & set(word.text) or set("*") & set(folder) or name.startswith(".")
    return bool(odd) or ".." in folder or folder.startswith(("/", "~")) or not seen.cwd


def _exfiltrates(pipeline: list[Command], seen: Seen) -> None:
    """A pipeline that reads something here and sends it on: whatever reads stands before."""
    reads = False
    for command in pipeline:
        texts = [word.text for word in command.words]
        name = name_of(texts[0])
        turned = any(operator == "<" for operator, _ in _redirects(command))
        if (name in programs.NETWORK and (reads or turned)) and not stays_here(
            _hosts_of(texts), texts
        ):
            seen.stands_out(Trait.EXFILTRATES)
        reads = reads or turned or name in programs.ENCODERS | programs.REVEALS_ENVIRONMENT
        reads = reads or (_reads_files(name) and any(not t.startswith("-") for t in texts[1:]))


def _reads_files(name: str) -> bool:
    plain = name in programs.READ and name not in programs.NAME_NO_FILES
    return plain or name in ("git", "sed", "awk", "perl", "python", "python3", "mysqldump")


def _hosts_of(texts: list[str]) -> list[str]:
    named = [hosts.bare(text) for text in texts[1:]]
    return [*hosts.in_text("\n".join(texts[1:])), *(host for host in named if host)]
