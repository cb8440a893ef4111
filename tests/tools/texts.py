"""Collect the texts that people see for translators, and check what translators made of them.

    python -m tests.tools.texts            writes resources/i18n/countersign.ts
    python -m tests.tools.texts --check    says what is not current or wrong; exit 1 then

The file is Qt Linguist's format, sorted and without line numbers: it changes only when a text does.
Refused are texts that nobody could translate: what is not literal, what is looked up before the
language is known (at import), and values that a text has no place for. A translation must have the
places `{name}` of its text.
"""

from __future__ import annotations

import ast
import string
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_app"
I18N = ROOT / "resources" / "i18n"
SOURCE = I18N / "countersign.ts"
CONTEXT = "Countersign"
TEXTS = {"tr": 1, "trn": 2}  # function -> how many texts it takes first
_HEAD = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en">
<context>
    <name>{CONTEXT}</name>
"""
_TAIL = "</context>\n</TS>\n"


@dataclass
class Text:
    """One text: where it stands, and its form for one where it has a number."""

    source: str
    one: str | None = None
    files: set[str] = field(default_factory=set)


def main() -> int:
    """Write or check; return 1 when something is not current or wrong."""
    texts, wrong = collect(sorted(PACKAGE.rglob("*.py")))
    made = render(texts.values())
    if "--check" not in sys.argv[1:]:
        I18N.mkdir(exist_ok=True)
        SOURCE.write_text(made, "utf-8")
    elif not SOURCE.exists() or SOURCE.read_text("utf-8") != made:
        wrong.append(f"{SOURCE.name} is not current (python -m tests.tools.texts)")
    for path in sorted(I18N.glob("countersign_*.ts")):
        wrong += [f"{path.name}: {problem}" for problem in problems(path)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"texts: {len(texts)}, {len(wrong)} wrong")
    return 1 if wrong else 0


def collect(paths: Iterable[Path], root: Path = ROOT) -> tuple[dict[str, Text], list[str]]:
    """Return the texts of some modules by their English, and what is wrong with calls in them."""
    texts: dict[str, Text] = {}
    wrong: list[str] = []
    for path in paths:
        name = path.relative_to(root).as_posix()
        if name.endswith("tray/words.py"):  # defines them
            continue
        tree = ast.parse(path.read_text("utf-8"))
        early = {id(call) for call in _at_import(tree)}
        for call in _calls(tree):
            problem = _add(texts, call, name, is_early=id(call) in early)
            if problem:
                wrong.append(f"{name}:{call.lineno}: {problem}")
    return texts, wrong


def render(texts: Iterable[Text]) -> str:
    """Return the file for translators, sorted by text."""
    parts = [_HEAD]
    for text in sorted(texts, key=lambda text: text.source):
        numerus = "" if text.one is None else ' numerus="yes"'
        parts.append(f"    <message{numerus}>\n")
        places_of = sorted(escape(name) for name in text.files)
        parts += [f'        <location filename="../../{name}"/>\n' for name in places_of]
        parts.append(f"        <source>{escape(text.source)}</source>\n")
        empty = ""
        if text.one is not None:
            one = escape(text.one)
            parts.append(
                f"        <extracomment>{{n}} is the number; for 1: {one}</extracomment>\n"
            )
            empty = "<numerusform></numerusform>"
        parts.append(f'        <translation type="unfinished">{empty}</translation>\n')
        parts.append("    </message>\n")
    return "".join([*parts, _TAIL])


def problems(path: Path) -> list[str]:
    """Return what is wrong with a translation: places that are not those of the text."""
    found = []
    for message in ET.parse(path).getroot().iter("message"):  # noqa: S314 - our own file
        source, translation = message.findtext("source") or "", message.find("translation")
        if translation is None or translation.get("type") == "unfinished":
            continue
        forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
        found += [
            f"{source!r} has {sorted(places(source))}, not {sorted(places(form))}: {form!r}"
            for form in forms
            if form and places(form) != places(source)
        ]
    return found


def places(text: str) -> set[str]:
    """Return the names in braces; a brace that stands alone is told as one."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return {str(error)}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS:
            yield node


def _at_import(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that run when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Call) and node in set(_calls(node)):
            yield node
        yield from _at_import(node)


def _add(texts: dict[str, Text], call: ast.Call, name: str, *, is_early: bool) -> str:
    """Add a call's text; return what is wrong with it, or nothing."""
    assert isinstance(call.func, ast.Name)
    count = TEXTS[call.func.id]
    given = [arg.value for arg in call.args[:count] if isinstance(arg, ast.Constant)]
    if len(given) < count or not all(isinstance(value, str) for value in given):
        return "the text is not literal"
    if is_early:
        return "the text is looked up at import, before the language is known"
    one = given[0] if count > 1 else None
    text = texts.setdefault(given[-1], Text(given[-1], one))
    if text.one != one:
        return f"{given[-1]!r} stands elsewhere with another form for 1"
    text.files.add(name)
    return _misplaced(call, [*given], {"n"} if count > 1 else set())


def _misplaced(call: ast.Call, texts: list[str], known: set[str]) -> str:
    """Return which values have no place in a text, or which places no value."""
    values = {keyword.arg for keyword in call.keywords}
    if None in values:  # **values: not known here
        return ""
    named = {str(value) for value in values}
    if not named and not known:
        return ""  # shown as it is, braces and all
    for text in texts:
        missing = places(text) - named - known
        unused = named - places(text)
        if missing or unused:
            return f"{text!r} has no value for {sorted(missing)}, no place for {sorted(unused)}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
