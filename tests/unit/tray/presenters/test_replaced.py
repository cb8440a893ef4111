"""Where a text that is replaced stands in its file."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import replaced as under_test
from desktop_app.tray.presenters.replaced import replaced

FILE = "".join(f"line {n}\n" for n in range(1, 31))


def drawn(old: str, new: str, content: str | None, *, everywhere: bool = False) -> list[str]:
    """Return the lines as `old new sign text`."""
    found = replaced(old, new, content, everywhere=everywhere)
    return [f"{one.old or ''}|{one.new or ''}|{one.sign}|{one.text}" for one in found.diff]


def test_without_the_file_there_are_no_numbers() -> None:
    """The change stands alone."""
    assert drawn("a\nb", "a\nc", None) == ["||" + "|a", "||-|b", "||+|c"]
    assert drawn("", "new", FILE) == ["||-|", "||+|new"]


def test_numbers_and_three_lines_around() -> None:
    """A gap before it says that there is more above."""
    assert drawn("line 10\nline 11", "ten", FILE) == [
        "||@|",
        *("7|7||line 7", "8|8||line 8", "9|9||line 9"),
        *("10||-|line 10", "11||-|line 11", "|10|+|ten"),
        *("12|11||line 12", "13|12||line 13", "14|13||line 14"),
    ]
    assert drawn("line 1\n", "", FILE)[:3] == ["1||-|line 1", "2|1||line 2", "3|2||line 3"]


def test_a_part_of_a_line_shows_the_whole_line() -> None:
    """As it is, and as it becomes."""
    assert drawn("ne 2\nli", "X", "line 1\nline 2\nline 3\n") == [
        "1|1||line 1",
        *("2||-|line 2", "3||-|line 3", "|2|+|liXne 3"),
    ]


def test_every_place_is_shown() -> None:
    """Later numbers grow with what was put in before; places that are near are one part."""
    text = "x\n" + "a\n" * 20 + "x\nb\nx\n" + "c\n" * 9
    found = drawn("x", "x\ny", text, everywhere=True)
    assert found[:2] == ["1|1||x", "|2|+|y"]
    assert found.count("||@|") == 1
    assert [line for line in found if "|+|" in line] == ["|2|+|y", "|24|+|y", "|27|+|y"]
    assert found[-1] == "27|30||c"
    assert drawn("c\n", "", "a\nb\nc\n") == ["1|1||a", "2|2||b", "3||-|c", "4|3||"]


@pytest.mark.parametrize(
    ("old", "content", "everywhere", "doubt"),
    [
        ("no", FILE, False, "The text that it replaces is not in the file now."),
        ("line 1", FILE, False, "The text that it replaces stands in the file 11 times."),
        ("a", "a\n" * 51, True, "It replaces this in 51 places of the file."),
    ],
)
def test_what_has_no_one_place_is_said(
    old: str,
    content: str,
    everywhere: bool,  # noqa: FBT001 - of the table above
    doubt: str,
) -> None:
    """And shown without numbers."""
    found = replaced(old, "new", content, everywhere=everywhere)
    assert found.doubt == doubt
    assert [line.old for line in found.diff] == [None, None]


def test_line_ends_of_another_system_are_line_ends() -> None:
    """The agent sends its own."""
    assert drawn("a\nb", "c", "a\r\nb\r\n")[0] == "1||-|a"


def test_long_texts_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold up the question: all of the one goes, all of the other comes."""
    monkeypatch.setattr(under_test, "MOST_LINES", 5)
    found = drawn("line 10", "ten", FILE)
    assert found[1:3] == ["7||-|line 7", "8||-|line 8"]
    assert found[8:10] == ["|7|+|line 7", "|8|+|line 8"]
    same = "a\n" * 30_000
    assert len(drawn(same, same + "b", None)) == 60_002


def test_a_line_of_a_megabyte_is_no_context() -> None:
    """It would be painted for seconds."""
    assert drawn("x", "y", "a" * 70_000 + "x") == ["||-|x", "||+|y"]
