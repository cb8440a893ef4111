"""A look at kept content: what is shown first, and the content whole, however long it is."""

from __future__ import annotations

import sys
from base64 import b64encode
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

import pytest

from desktop_app.errors import NotAnsweredByPersonError, NotFoundError
from desktop_app.operations import keeping, reading, vault
from tests.fakes import running
from tests.fakes.kept import PROMPTS, hand_over
from tests.fakes.told_context import in_environment

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.operations.context import Context


@pytest.mark.skipif(sys.platform == "win32", reason="who asks is not told there")
def test_a_look_at_what_an_agent_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With consent, over HTTP, as long as the API takes; written down before it is shown."""
    said = "plum " * 180_000
    with running.running(tmp_path) as recorder:
        context = in_environment(recorder.environment, monkeypatch)
        told = hand_over(recorder, text="plum")
        assert (told["payload_ref"], told["kept"]) == (None, False)
        keeping.give(context, PROMPTS, keeping.shown(PROMPTS), 900)
        answer = hand_over(recorder, text=said, run_id="r")
        assert (answer["bytes"], answer["kept"]) == (len(said), True)
        ref = answer["payload_ref"]
        about = vault.about(context, ref)
        assert (about.entry, about.label, about.size) == (answer["entry"], "payload", len(said))
        shown = vault.shown(about.label, about.size, about.entry, " to see ")
        found = vault.reveal(context, ref, " to see ", shown, 900)
        assert found.data == said.encode()
        assert found.entry > answer["entry"]
        assert "plum" not in repr(found)
        with pytest.raises(NotAnsweredByPersonError):
            vault.reveal(context, ref, "another reason", shown, 900)
        with pytest.raises(NotFoundError):
            vault.about(context, "a" * 32)
        recorder.wait_indexed()
        with reading.index(context) as query:
            (row,) = vault.kept_of_run(query, "r")
            assert (row["ref"], row["state"]) == (ref, "kept")
            (tmp_path / "data" / "vault.db").rename(tmp_path / "elsewhere")
            (tmp_path / "data" / "vault.db").write_bytes(b"words" * 4096)
            assert vault.kept_of_run(query, "r") == []


def test_what_is_long_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piece by piece, all under the entry of the first."""
    asked: list[dict[str, Any]] = []

    class Client:
        """Answers three bytes at a time."""

        def call(self, verb: str, args: dict[str, Any]) -> dict[str, Any]:
            """Give the next piece."""
            assert verb == "vault.reveal"
            asked.append(dict(args))
            first = args.get("offset", 0)
            following = first + 3
            return {
                "entry": 7,
                "data_base64": b64encode(b"abcdefgh"[first:following]).decode(),
                "next": following if following < 8 else None,
            }

    monkeypatch.setattr(vault, "recorder", lambda _: nullcontext(Client()))
    shown = vault.shown("x", 8, 1, "why")
    found = vault.reveal(cast("Context", None), "a", "why", shown, 5)
    assert (found.entry, found.data) == (7, b"abcdefgh")
    assert [one.get("entry") for one in asked] == [None, 7, 7]
    assert all(one["confirmed"] for one in asked)


def test_no_line_can_fool_a_reader() -> None:
    """Controls and bidi marks are shown as their codes; tabs and line ends are what they are."""
    told = "a\tb\r\nc\x1b[2Jd\u202ee\n\rf"
    assert vault.safe_lines(told) == ["a\tb", "cU+001B[2JdU+202Ee", "U+000Df"]
    assert vault.safe_lines("") == [""]
