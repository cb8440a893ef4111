"""Search takes words, never syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from desktop_app.query.query import Query


def test_search_takes_any_text_as_words(small: Query) -> None:
    """Names, bodies and errors are found; operators, quotes and wildcards are only text."""
    assert [hit["name"] for hit in small.search("no such FILE")] == ["odd"]
    assert [hit["run_id"] for hit in small.search("main.py")] == ["bbb"]
    assert [hit["what"] for hit in small.search("inter*")] == ["span"]
    assert small.search('"such no"') == []
    assert len(small.search('"such file"', run_ref="aaa-1")) == 1
    assert small.search("such", run_ref="bbb") == []
    for hostile in (
        "a OR b",
        "text:x",
        "x NEAR y",
        "a AND",
        "(",
        '"',
        "^a",
        "-x y",
        "'; --",
        "a\0b",
    ):
        try:
            small.search(hostile)
        except UsageError:
            assert not any(map(str.isalnum, hostile))
    with pytest.raises(UsageError):
        small.search("w " * 40)


def test_a_hit_says_where_its_words_stand(small: Query) -> None:
    """In a name, a text, a status message or an attribute; what that was read from is not told."""
    (odd,) = small.search("such odd")
    assert odd["matched"] == [
        {"in": "name", "text": "odd"},
        {"in": "status", "text": "no such file"},
    ]
    (tool,) = small.search("bash")
    assert [place["text"] for place in tool["matched"]] == ["Bash"]
    (log,) = small.search("main.py")
    assert log["matched"] == [{"in": "text", "text": "main.py is fine"}]
    assert not {"attributes", "events", "status_message"} & set(odd | tool | log)
