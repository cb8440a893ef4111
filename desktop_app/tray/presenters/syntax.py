"""Source code as coloured stretches, one list a line: what a token is, in the scheme's own colours.

Promise: bounded work, whatever an agent wrote: long texts, long lines and unknown languages have no
colours, and a text that takes too long keeps those it got. Nothing is run or looked up elsewhere.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARS, MAX_LINE = 200_000, 1_000
DEADLINE_S = 0.5
# Endings and whole names of files -> module and class of pygments.lexers. What people have agents
# write; lexers that nobody looks after are left out: a hostile text could hold them up.
_BY_LEXER: dict[tuple[str, str], str] = {
    ("python", "PythonLexer"): "py pyi pyw",
    ("javascript", "JavascriptLexer"): "js mjs cjs jsx",
    ("javascript", "TypeScriptLexer"): "ts tsx mts cts",
    ("data", "JsonLexer"): "json jsonl webmanifest",
    ("data", "YamlLexer"): "yaml yml",
    ("configs", "TOMLLexer"): "toml cargo.lock poetry.lock uv.lock",
    ("configs", "IniLexer"): "ini cfg conf desktop service editorconfig gitconfig .gitconfig",
    ("configs", "DockerLexer"): "dockerfile containerfile",
    ("html", "HtmlLexer"): "html htm xhtml",
    ("html", "XmlLexer"): "xml svg plist xsd",
    ("css", "CssLexer"): "css",
    ("css", "ScssLexer"): "scss",
    ("c_cpp", "CLexer"): "c h",
    ("c_cpp", "CppLexer"): "cc cpp cxx hh hpp",
    ("jvm", "JavaLexer"): "java",
    ("jvm", "KotlinLexer"): "kt kts",
    ("dotnet", "CSharpLexer"): "cs",
    ("go", "GoLexer"): "go",
    ("rust", "RustLexer"): "rs",
    ("ruby", "RubyLexer"): "rb rakefile gemfile",
    ("php", "PhpLexer"): "php",
    ("shell", "BashLexer"): "sh bash zsh .bashrc .bash_profile .profile .zshrc .zshenv",
    ("shell", "PowerShellLexer"): "ps1 psm1",
    ("sql", "SqlLexer"): "sql",
    ("make", "MakefileLexer"): "makefile mk",
    ("markup", "MarkdownLexer"): "md markdown",
}
_LEXERS = {ending: lexer for lexer, endings in _BY_LEXER.items() for ending in endings.split()}
# Kinds of tokens, the first that holds -> colour token.
_INKS = (
    ("Comment", "text3"),
    ("Literal.String.Doc", "text3"),
    ("Literal.String", "tool"),
    ("Literal.Number", "ask"),
    ("Keyword.Constant", "ask"),
    ("Keyword", "model"),
    ("Operator.Word", "model"),
    ("Name.Tag", "model"),
    ("Name.Function", "accent"),
    ("Name.Class", "accent"),
    ("Name.Decorator", "accent"),
    ("Name.Attribute", "accent"),
    ("Generic.Heading", "model"),
    ("Generic.Subheading", "model"),
)


class Ink(NamedTuple):
    """A stretch of a line, from one character to before another, and its colour token."""

    start: int
    end: int
    tone: str


def inks(path: str, text: str) -> list[list[Ink]]:
    """Return the coloured stretches of each line of a text.

    Args:
        path: by whose ending or name the language is told.
        text: whole, so that what goes over several lines is known.
    """
    lines = text.split("\n")
    found: list[list[Ink]] = [[] for _ in lines]
    lexer = _lexer(path)
    if lexer is None or len(text) > MAX_CHARS or max(map(len, lines)) > MAX_LINE:
        return found
    deadline = time.monotonic() + DEADLINE_S
    at = line = 0
    for kind, value in _tokens(lexer, text):
        tone = _tone(kind)
        for number, part in enumerate(value.split("\n")):
            if number:
                at, line = 0, line + 1
            if part and tone:
                found[line].append(Ink(at, at + len(part), tone))
            at += len(part)
        if time.monotonic() > deadline:
            break
    return found


def _lexer(path: str) -> tuple[str, str] | None:
    name = path.rpartition("/")[2].lower()
    return _LEXERS.get(name) or _LEXERS.get(name.rpartition(".")[2])


def _tokens(lexer: tuple[str, str], text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token; all texts together are the whole text."""
    module, name = lexer
    made = getattr(import_module(f"pygments.lexers.{module}"), name)(
        handlecodeblocks=False
    )  # Markdown would ask any lexer
    for _, kind, value in made.get_tokens_unprocessed(text):
        yield str(kind).removeprefix("Token."), cast("str", value)


def _tone(kind: str) -> str:
    found = (tone for name, tone in _INKS if kind == name or kind.startswith(f"{name}."))
    return next(found, "")
