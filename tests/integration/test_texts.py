"""The texts for translators are current, and what nobody could translate is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import texts

ROOT = Path(__file__).resolve().parents[2]


def collected(tmp_path: Path, code: str) -> tuple[list[str], list[str]]:
    """Return the texts of a module, and what is wrong with it."""
    path = tmp_path / "module.py"
    path.write_text(code, "utf-8")
    found, wrong = texts.collect([path], tmp_path)
    return sorted(found), wrong


def test_the_file_for_translators_is_current() -> None:
    """`poe docs` says so, and the same texts always make the same file."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.tools.texts", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "texts: 0" not in result.stdout


def test_literal_texts_are_collected(tmp_path: Path) -> None:
    """Joined literals too; a text of several calls is one; the form for 1 is told beside it."""
    code = """
def f(n):
    return tr("One " "line"), tr("One line"), trn("{n} run", "{n} runs", n), str("no")
"""
    found, wrong = collected(tmp_path, code)
    assert (found, wrong) == (["One line", "{n} runs"], [])
    made = texts.render([texts.Text("{n} < runs", "{n} run", {"b.py", "a.py"})])
    assert '<message numerus="yes">' in made
    assert "<source>{n} &lt; runs</source>" in made
    assert made.index("a.py") < made.index("b.py")
    assert "for 1: {n} run<" in made


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def f(x): return tr(x)", "not literal"),
        ("def f(x): return tr(f'{x} runs')", "not literal"),
        ("def f(n, x): return trn('{n} run', x, n)", "not literal"),
        ("WORDS = {'a': tr('All')}", "at import"),
        ("class A:\n    title = tr('All')", "at import"),
        ("def f(): return tr('At {when}', then=1)", "no value for ['when']"),
        ("def f(): return tr('Now', when=1)", "no place for ['when']"),
        ("def f(n): return trn('one', '{n} of {all}', n)", "no value for ['all']"),
        ("def f(n): return trn('a', '{n} b', n), trn('c', '{n} b', n)", "another form for 1"),
    ],
)
def test_what_nobody_could_translate_is_refused(tmp_path: Path, code: str, problem: str) -> None:
    """With file and line."""
    _, wrong = collected(tmp_path, code)
    assert any(problem in line and line.startswith("module.py:") for line in wrong), wrong


def test_what_is_looked_up_later_or_given_as_a_whole_is_fine(tmp_path: Path) -> None:
    """A lambda at import runs later; values in `**` are not known; no values: braces stay."""
    code = """
WORDS = {"a": lambda: tr("All")}
def f(values):
    return tr("At {when}", **values), tr("{not a place")
"""
    assert collected(tmp_path, code)[1] == []


def test_a_translation_must_have_the_places_of_its_text(tmp_path: Path) -> None:
    """Each plural form; what is not finished yet may lack them."""
    path = tmp_path / "countersign_xx.ts"
    path.write_text(
        """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de"><context><name>Countersign</name>
<message><source>At {when}</source><translation>Um {wann}</translation></message>
<message><source>By {who}</source><translation type="unfinished">Von</translation></message>
<message><source>To {what}</source><translation>Nach {what}</translation></message>
<message numerus="yes"><source>{n} runs</source><translation>
<numerusform>{n} Lauf</numerusform><numerusform>L\u00e4ufe {</numerusform></translation></message>
</context></TS>""",
        "utf-8",
    )
    found = texts.problems(path)
    assert len(found) == 2
    assert "'At {when}' has ['when'], not ['wann']" in found[0]
    assert "'{n} runs'" in found[1]
