"""A command taken apart, or not at all."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.policy.shellwords import MAX_CHARS, MAX_COMMANDS, take_apart


def _words(command):
    line = take_apart(command)
    return line and [
        [[word.text for word in one.words] for one in pipeline] for pipeline in line.pipelines
    ]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("ls -la", [[["ls", "-la"]]]),
        ("'a b' \"c d\"e\\ f", [[["a b", "c de f"]]]),
        ("a|b|&c", [[["a"], ["b"], ["c"]]]),
        ("a; b && c || d\n\ne &", [[["a"]], [["b"]], [["c"]], [["d"]], [["e"]]]),
        ("a &&\n b", [[["a"]], [["b"]]]),
        ('echo "\\$x \\n" a$ "b$ "', [[["echo", "$x \\n", "a$", "b$ "]]]),
        ("> f cmd < in 2>&1 >>x", [[["cmd"]]]),
        ("X=1 cmd", [[["cmd"]]]),
        ('echo $x "$y" $1', [[["echo", "$", "$", "$"]]]),
        ("ls *.py a?b {x}", [[["ls", "*.py", "a?b", "{x}"]]]),
        ("  ls\t-a \n", [[["ls", "-a"]]]),
        ("'X=1' a", [[["X=1", "a"]]]),
        ("echo a#b", [[["echo", "a#b"]]]),
    ],
)
def test_what_is_plain_is_taken_apart(command, words):
    """Into pipelines of commands of words."""
    assert _words(command) == words


@pytest.mark.parametrize(
    "command",
    [
        *("", " ", "ls &&", "&& ls", "| ls", "ls |", "a ;; b", "a ;& b", "; a", "a & & b"),
        *("ls #x", "$(x)", "`x`", '"$(x)"', '"`x`"', "${x}", '"${x}"', "$((1))", "$[1]"),
        *("$'x'", '$"x"', "cat <<E\nE", "cat <<<x", "cat <(x)", "a >(x)", "a &>x", "a >"),
        *("(ls)", "{ ls; }", "if x", "! ls", "time ls", "[[ a ]]", "for x in y", "X=1", "> f"),
        *("a\\", "a\\\nb", '"a\\\nb"', "'a", '"a', "a\rb", "a\0b", "a\u00a0b", "a\u202eb"),
        *(
            "a\u200bb",
            "a\vb",
            "f() { x; }",
            "x" * (MAX_CHARS + 1),
            "X=1 | a",
            "a;" * (MAX_COMMANDS + 2),
            "a | > f",
        ),
    ],
)
def test_what_shells_could_read_in_another_way_is_not(command):
    """Substitutions, here-documents, control words, comments, strange characters."""
    assert take_apart(command) is None


def test_what_is_not_known_is_marked():
    """Variables, patterns, zsh's `=name`, variables that are set, redirects."""
    (command,) = take_apart("X=1 echo $a *.py =ls 'q' > f").pipelines[0]
    assert [word.known for word in command.words] == [True, False, True, False, True]
    assert [word.glob for word in command.words] == [False, False, True, False, False]
    assert [word.quoted for word in command.words] == [False, False, False, False, True]
    assert command.sets_variables
    assert [(one.operator, one.target.text) for one in command.redirects] == [(">", "f")]


_PIECES = st.sampled_from([*"abc -./=,:@%+~^ $`;&|<>#(!", "'", '"', "\\", "\n"])


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_a_shell_sees_the_same_words(text):
    """One simple command of known words: sh gives the very same words to a program."""
    line = take_apart("printf '%s\\0' " + text)
    if line is None or line.separators or any(line.pipelines[0][0].redirects):
        return
    words = line.pipelines[0][0].words
    if not all(word.known and not word.glob and not word.text.startswith("~") for word in words):
        return
    done = subprocess.run(
        ["sh", "-c", "printf '%s\\0' " + text], capture_output=True, check=False, timeout=5, cwd="/"
    )
    expected = [word.text for word in words[2:]] or [""]
    assert done.stdout.decode() == "".join(f"{word}\0" for word in expected)
