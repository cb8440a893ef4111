"""One simple command, its words known: what it can do, by the tables of `programs`.

A program that stands in no table, or gets an option that its row does not know, may do anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.model.action import Protected, SideEffect, Trait, Use
from desktop_app.policy import hosts, programs
from desktop_app.policy.searching import may_loosen, name_of, search, search_bus
from desktop_app.policy.seen import below_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.policy.programs import Options
    from desktop_app.policy.seen import Seen
    from desktop_app.policy.shellwords import Word

_SED_PRINTS = re.compile(r"(?:\d+|\$)(?:,(?:\d+|\$))?p")
_NUMBER = re.compile(r"-?\d+")
_READS_THROUGH = frozenset(("ag", "egrep", "fd", "fgrep", "find", "grep", "rg"))
_ALL_PROCESSES = frozenset(("-1", "0"))
_RUNNERS = frozenset(("python", "python2", "python3", "pypy", "pypy3", "py", "uv", "pipx", "uvx"))
_CURL_VALUES = frozenset(
    (
        *("-o", "--output", "-H", "--header", "-d", "--data", "--data-raw", "--data-binary"),
        *("--data-urlencode", "-X", "--request", "-A", "--user-agent", "-u", "--user", "-b"),
        *("--cookie", "-c", "--cookie-jar", "-e", "--referer", "-m", "--max-time", "-w"),
        *("--write-out", "-T", "--upload-file", "-F", "--form", "-K", "--config", "--json"),
    )
)
# `@file` is the file's content, `name=@file` and `name=<file` in a form too.
_FILE_VALUE = re.compile(r"@|[^=\s]*=[@<]")
_ATTACHED_FILE = re.compile(r"-[A-Za-z]+@|-[A-Za-z]{0,8}F[^=\s]*=[@<]|--[\w-]+=(?:@|[^=\s]*=[@<])")
_WRAPPED_WORDS = 64  # of a wrapper's words, so many may be the program that it runs
_LOOKED_AT = 256  # words of that program
_UPLOADS = ("--upload-file", "--post-file", "--body-file", "-T")
_REROUTES = ("-x", "--proxy", "--connect-to", "--resolve", "-K", "--config", "--preproxy")


def judge(words: list[Word], seen: Seen) -> None:
    """Add what a command can do: its first word is the program, all of them are known."""
    texts = [word.text for word in words]
    program = _program(words[0])
    seen.programs.append(program or texts[0])
    if program and _reads(program, words) is True:
        seen.reaches(SideEffect.READ)
        names = () if program in programs.NAME_NO_FILES else texts[2 if program == "git" else 1 :]
        _name_operands(names, Use.READ, seen, sure=True)
        if program in _READS_THROUGH:
            seen.paths.extend(below_home(seen.paths, seen.home))
        return
    if program in programs.WRITE and _writes(program, words):
        seen.reaches(SideEffect.WRITE)
        moves = program == "mv"  # what is moved is gone from where it was
        _name_operands(texts[1:], Use.DELETE if moves else Use.WRITE, seen, sure=True)
        return
    seen.reaches(SideEffect.IRREVERSIBLE)
    name = name_of(texts[0])
    deletes = name in programs.DELETES
    _name_operands(texts[1:], Use.DELETE if deletes else Use.WRITE, seen, sure=deletes)
    _stands_out(name, texts, seen)
    _protected(name, texts, seen)


def _program(word: Word) -> str:
    """Return the program's name where it is surely the system's; "" for any other file."""
    text = word.text
    if not text.isascii() or word.glob:
        return ""
    for folder in programs.STANDARD_FOLDERS:
        if text.startswith(folder):
            text = text.removeprefix(folder)
            break
    return "" if "/" in text or "\\" in text else text


def _reads(program: str, words: list[Word]) -> bool:
    """Tell whether a command surely does no more than read."""
    texts = [word.text for word in words[1:]]
    if program in ("git", "countersign"):
        reads = bool(texts) and texts[0] in programs.OUR_READING
        return _git_reads(words) if program == "git" else reads
    if program == "sed":
        return (
            len(texts) > 1
            and texts[0] == "-n"
            and bool(_SED_PRINTS.fullmatch(texts[1]))
            and all(not text.startswith("-") for text in texts[2:])
            and not any(word.glob for word in words[1:])
        )
    options = programs.READ.get(program)
    if options is None:
        return False
    if not options.any_words and any(_may_be_option(word) for word in words[1:]):
        return False
    return not _refused(options, texts)


def _git_reads(words: list[Word]) -> bool:
    texts = [word.text for word in words[1:]]
    while texts and texts[0] == "--no-pager":
        texts.pop(0)
    if not texts or texts[0] not in programs.GIT_READ or any(_may_be_option(w) for w in words):
        return False
    return not _refused(programs.GIT_REFUSED, texts[1:])


def _may_be_option(word: Word) -> bool:
    """Tell whether a pattern may name a file whose name begins with a dash."""
    return word.glob and word.text[:1] in "*?[{-"


def _refused(options: Options, texts: list[str]) -> bool:
    """Tell whether an option, an operand or a text makes more of a program that reads."""
    operands = [text for text in texts if not text.startswith("-") or text == "-"]
    if options.operands is not None and len(operands) > options.operands:
        return True
    if options.text and any(options.text in text.casefold() for text in texts):
        return True
    return any(_refused_option(options, text) for text in texts if text.startswith("-"))


def _refused_option(options: Options, text: str) -> bool:
    name = text.partition("=")[0]
    if any(known == name or _shortens(name, known) for known in options.names):
        return True
    return not text.startswith("--") and any(letter in text for letter in options.letters)


def _shortens(name: str, known: str) -> bool:
    """`--comp` is `--compress-program`; `-exec` is only itself."""
    return name.startswith("--") and len(name) > 2 and known.startswith(name)  # noqa: PLR2004


def _writes(program: str, words: list[Word]) -> bool:
    """Tell whether a command surely does no more than write the files that it names."""
    letters = set(programs.WRITE[program])
    for word in words[1:]:
        if _may_be_option(word):
            return False
        if word.text.startswith("-") and not (len(word.text) > 1 and set(word.text[1:]) <= letters):
            return False
    return True


def _name_operands(texts: Sequence[str], use: Use, seen: Seen, *, sure: bool) -> None:
    """Name every word that is or may hold a path: operands, and values of options."""
    for text in texts:
        if not text.startswith("-"):
            seen.names(text, use, sure=sure)
            value = text.partition("=")[2]
        else:
            value = text.partition("=")[2] or _attached(text)
        if value:
            seen.names(value, use, sure=False)


def _attached(option: str) -> str:
    """Return the path that stands right behind a short option (`-f/etc/x`); "" for none."""
    found = re.search(r"[~/.].*", option[2:])
    return found.group() if found and not option.startswith("--") else ""


def _stands_out(name: str, texts: list[str], seen: Seen) -> None:
    """Add the traits of a program that may do anything."""
    if name in programs.INTERPRETERS or not name.isascii() or re.fullmatch(r"python[\d.]+", name):
        seen.stands_out(Trait.INTERPRETER)
        search("\n".join(texts[1:]), seen)
        _search_wrapped(texts[1:], seen)
    if name in programs.ELEVATES:
        seen.stands_out(Trait.ELEVATES)
    if name in programs.DELETES:
        seen.stands_out(Trait.DELETES)
    verbs = programs.VERB_TRAITS.get(name, {})
    for text in texts[1:]:
        seen.traits.update(verbs.get(text, ()))
    if name == "git":
        _git(texts, seen)
    if name in programs.NETWORK:
        _network(name, texts, seen)


def _search_wrapped(texts: list[str], seen: Seen) -> None:
    """`sudo`, `env` and their kin run what follows: look at it as at a command of its own."""
    sends = False
    for index, text in enumerate(texts[:_WRAPPED_WORDS]):
        name, rest = name_of(text), texts[index : index + _LOOKED_AT]
        if name in programs.NETWORK and not sends:
            sends = True
            _network(name, rest, seen)
        _protected(name, rest, seen)


def _git(texts: list[str], seen: Seen) -> None:
    words = [text for text in texts[1:] if not text.startswith("-")]
    if any(
        text.startswith(("-c", "--config-env", "--exec-path", "--upload-pack")) for text in texts
    ):
        seen.stands_out(Trait.INTERPRETER)  # settings name programs to run
    if any(word in programs.GIT_NETWORK for word in words):
        seen.stands_out(Trait.NETWORK)
        seen.hosts.extend(hosts.in_text(" ".join(words)))
    if "push" in words or "send-email" in words:
        seen.stands_out(Trait.PUSHES)
    deletes = any(word in programs.GIT_DELETES for word in words)
    if deletes or {"-D", "-d", "--delete", "drop", "clear"} & set(texts):
        seen.stands_out(Trait.DELETES)


def _network(name: str, texts: list[str], seen: Seen) -> None:
    """Add where a program sends to, and whether it sends a file of this computer."""
    seen.stands_out(Trait.NETWORK)
    found = list(hosts.in_text("\n".join(texts[1:])))
    before = ""
    for text in texts[1:]:
        if not (name == "curl" and before in _CURL_VALUES) and (host := hosts.bare(text)):
            found.append(host)
        before = text
    seen.hosts.extend(dict.fromkeys(found))
    if _uploads(texts) and not stays_here(found, texts):
        seen.stands_out(Trait.EXFILTRATES)


def stays_here(found: list[str], texts: list[str]) -> bool:
    """Tell whether a sender surely sends to this machine alone."""
    rerouted = any(text.startswith(_REROUTES) for text in texts)
    return bool(found) and all(hosts.is_loopback(host) for host in found) and not rerouted


def _uploads(texts: list[str]) -> bool:
    """Tell whether a sender is told to send a file: `-T file`, `-d @file`, `-F x=@file`."""
    for before, text in zip(["", *texts], texts, strict=False):
        if text.startswith(_UPLOADS) or _ATTACHED_FILE.match(text):
            return True
        named = before == "--data-urlencode" and "@" in text.partition("=")[0]
        if named or (before.startswith("-") and _FILE_VALUE.match(text)):
            return True
    return False


def _protected(name: str, texts: list[str], seen: Seen) -> None:
    """Add what a program does to ours, to the keychain, to the person's input."""
    if name in programs.KEYCHAIN:
        seen.protected.add(Protected.KEYCHAIN)
    if name in programs.INPUT:
        seen.protected.add(Protected.INPUT)
    if name in programs.BUS_TOOLS:
        search_bus(" ".join(texts), seen)
    if name in programs.SIGNALS or name in programs.SERVICES:
        _signals(name, texts, seen)
    ours = name in programs.OUR_PROGRAMS
    if ours or (name in _RUNNERS and {"desktop_app", "countersign"} & set(texts)):
        _our_verb(texts if ours else texts[_place_of_ours(texts) :], seen)


def _place_of_ours(texts: list[str]) -> int:
    return next(index for index, text in enumerate(texts) if text in ("desktop_app", "countersign"))


def _our_verb(texts: list[str], seen: Seen) -> None:
    """Find the verb behind the global flags."""
    words = list(texts[1:])
    verbs: list[str] = []
    while words:
        word = words.pop(0)
        if word in ("--data-dir", "--output") and words:
            words.pop(0)
        elif not word.startswith("-"):
            verbs.append(word)
    verb, second = [*verbs, "", ""][:2]
    hidden = bool(verb) and not verb.replace("-", "").isalpha()
    if hidden or may_loosen(verb, second):
        seen.protected.add(Protected.OUR_VERBS)


def _signals(name: str, texts: list[str], seen: Seen) -> None:
    """Remember who gets a signal; all processes, and names like ours, are ours too."""
    words = texts[1:]
    seen.signals.extend(word for word in words if _NUMBER.fullmatch(word))
    small = " ".join(words).casefold()
    ours = "countersign" in small or "desktop_app" in small
    targets = words[1:] if words and words[0].startswith("-") and name == "kill" else words
    everything = name == "killall5" or (name == "kill" and bool(_ALL_PROCESSES & set(targets)))
    python = name in ("pkill", "killall") and re.search(r"\bpython[\d.]*\b|^\.|\.\*", small)
    if ours or everything or python:
        seen.protected.add(Protected.OUR_PROCESSES)
