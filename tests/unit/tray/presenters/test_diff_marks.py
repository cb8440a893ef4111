"""What stands out in a diff's lines: changed words, and colours."""

from __future__ import annotations

from desktop_app.capture.files.difftext import unified
from desktop_app.tray.presenters import changes, diff_marks, syntax
from desktop_app.tray.presenters.changes import Part


def diff(before: str, after: str, path: str = "x.txt") -> list[changes.Line]:
    """Return a change's lines, marked."""
    lines = changes.lines("\n".join(unified(before.encode(), after.encode(), path)))
    sides = [(text, syntax.inks(path, text)) for text in (before, after)]
    return diff_marks.marked(lines, *sides)


def strong(line: changes.Line) -> list[str]:
    """Return the words that changed."""
    return [part.text for part in line.parts if part.strong]


def test_the_words_that_changed_are_marked() -> None:
    """On both lines; what stays has no parts."""
    same, removed, added = diff("hello\nline two\n", "hello\nline 2\n")
    assert same.parts == ()
    assert removed.parts == (Part("line "), Part("two", strong=True))
    assert added.parts == (Part("line "), Part("2", strong=True))


def test_lines_with_little_in_common_are_other_lines() -> None:
    """So is one that has nothing beside it, and one of very many words."""
    for before, after in (
        ("one two three\n", "x = {}\n"),
        ("a\n", ""),
        ("a " * 300 + "\n", "a " * 300 + "b\n"),
    ):
        assert [strong(line) for line in diff(before, after)] == [[]] * len(diff(before, after))


def test_pairs_are_those_that_stand_together() -> None:
    """The first that went with the first that came; a line between ends a block."""
    before = "a = 1\nb = 1\nkeep\nc = 1\n"
    after = "a = 2\nb = 3\nkeep\nc = 4\n"
    assert [strong(line) for line in diff(before, after)] == [
        *(["1"], ["1"], ["2"], ["3"], []),
        *(["1"], ["4"]),
    ]
    lines = diff("a 1\n" * 600, "a 2\n" * 600)
    assert sum(bool(strong(line)) for line in lines) == 2 * diff_marks.MAX_PAIRS < len(lines)


def test_code_is_coloured_by_its_whole_file() -> None:
    """Each side by its own text: the inside of a text that begins above is known."""
    lines = diff('a = """\nx\ny\n"""\n', 'a = """\nx\nz\n"""\n', "a.py")
    tones = {line.text: {part.tone for part in line.parts} for line in lines}
    assert tones["y"] == tones["z"] == {"tool"}
    assert all("".join(part.text for part in line.parts) in {"", line.text} for line in lines)


def test_colours_stand_where_the_text_is_shown() -> None:
    """A tab and a hidden character take more room than one place."""
    before, after = "if a:\n\tx = 1\n", "if a:\n\ty\u202e = 'b' # c\r\n"
    *_, line = diff(before, after, "a.py")
    assert line.text == "→   yU+202E = 'b' # c"
    toned = {tone: "" for _, tone, _ in line.parts}
    for text, tone, _ in line.parts:
        toned[tone] += text
    assert (toned["tool"], toned["text3"]) == ("'b'", "# c")
    assert "".join(part.text for part in line.parts) == line.text


def test_a_missing_line_end_is_said_and_counts_for_nothing() -> None:
    """Numbers and pairs go on as if it were not there."""
    lines = diff("a\nline two", "a\nline 2")
    assert [(line.old, line.new, line.sign) for line in lines] == [
        (1, 1, ""),
        (2, None, "-"),
        (None, None, "\\"),
        (None, 2, "+"),
        (None, None, "\\"),
    ]
    assert strong(lines[1]) == ["two"]
    assert lines[2].text == "No line end at the end of the file"
