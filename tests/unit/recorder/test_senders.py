"""Tokens: only digests on disk, lent ones end, nothing changes when the disk refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import ConfigError, NewerFormatError, StorageError, UnreadableError
from desktop_app.host import files
from desktop_app.model.canonical import encode_body
from desktop_app.recorder import senders
from desktop_app.recorder.senders import LENT_FOR_US, Senders
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from pathlib import Path


def book(path: Path, clock: FakeClock | None = None) -> Senders:
    """Return the senders of a file."""
    return Senders(path, clock or FakeClock(), FakeIds())


def test_a_token_names_its_sender_after_a_restart_too(tmp_path: Path) -> None:
    """The token itself is nowhere on disk."""
    path = tmp_path / "senders.json"
    made = book(path)
    token = made.add("codex")
    assert made.name_of(token) == book(path).name_of(token) == "codex"
    assert made.name_of(token + "x") is None
    assert made.name_of("\ud800") is None
    assert token.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_lent_token_ends_with_its_run_or_after_a_week(tmp_path: Path) -> None:
    """While running and after a restart; `drop` of the sender's name leaves it."""
    path, clock = tmp_path / "senders.json", FakeClock()
    made = book(path, clock)
    own, lent = made.add("codex"), made.add("codex", "run-1")
    assert made.lent_to("run-1") == "codex"
    assert made.lent_to("run-2") is None
    assert made.count("codex") == made.drop("codex") == 1
    assert (made.name_of(own), made.name_of(lent)) == (None, "codex")
    made.forget_run("run-1")
    made.forget_run("run-1")
    assert made.name_of(lent) is None
    lent = made.add("codex", "run-2")
    clock.wall_us += LENT_FOR_US
    assert made.name_of(lent) is None
    assert book(path, clock).lent_to("run-2") is None
    made.add("gemini")  # writing forgets what is over
    assert [sender.name for sender in made.all()] == ["gemini"]


@pytest.mark.parametrize(
    "name", ["", "A", "a b", "ä", "../x", "-a", "a" * 65, "a\n", "countersign"]
)
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    """They stand in every entry of the sender, and one of them is our own."""
    with pytest.raises(ConfigError):
        book(tmp_path / "senders.json").add(name)


def test_a_disk_that_refuses_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that is not durable is not known; one that could not be removed still is."""
    made = book(tmp_path / "senders.json")
    token = made.add("codex")

    def full(*_: object, **__: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(files, "write_durable", full)
    with pytest.raises(StorageError):
        made.add("gemini")
    with pytest.raises(StorageError):
        made.drop("codex")
    assert [sender.name for sender in made.all()] == ["codex"]
    assert made.name_of(token) == "codex"


def test_the_number_of_tokens_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than the bound is refused with a sentence."""
    monkeypatch.setattr(senders, "MAX_SENDERS", 2)
    made = book(tmp_path / "senders.json")
    made.add("a")
    made.add("b")
    with pytest.raises(ConfigError, match="2 tokens"):
        made.add("c")


def row(**more: object) -> dict[str, object]:
    """Return a good row with changes."""
    return {"name": "codex", "sha256": "ab" * 32, "added_us": 1, "run": None} | more


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", ConfigError),
        (b"{}", ConfigError),
        (b"[]", ConfigError),
        (b"\xff", ConfigError),
        (b"[" * 100_000, ConfigError),
        (encode_body({"v": 2, "senders": []}), NewerFormatError),
        (encode_body({"v": 1, "senders": [row(name="A b")]}), ConfigError),
        (encode_body({"v": 1, "senders": [row(name=None)]}), ConfigError),
        (encode_body({"v": 1, "senders": [row(sha256="ab")]}), ConfigError),
        (encode_body({"v": 1, "senders": [row(sha256="zz")]}), ConfigError),
        (encode_body({"v": 1, "senders": [row(added_us="x")]}), ConfigError),
        (encode_body({"v": 1, "senders": [{"name": "a"}]}), ConfigError),
        (b" " * (1024 * 1024 + 1), UnreadableError),
    ],
)
def test_a_damaged_file_is_an_error_that_names_it(
    tmp_path: Path, data: bytes, error: type[Exception]
) -> None:
    """Never a silent new start: every agent's token would be nobody's."""
    path = tmp_path / "senders.json"
    path.write_bytes(data)
    with pytest.raises(error, match=r"senders\.json"):
        book(path)


@given(
    st.lists(
        st.tuples(st.from_regex(r"\A[a-z0-9][a-z0-9._-]{0,9}\Z"), st.none() | st.text(max_size=20))
    )
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str | None]]
) -> None:
    """Round trip over a restart."""
    path = tmp_path_factory.mktemp("s") / "senders.json"
    made = book(path)
    for name, run_id in rows:
        if name != senders.OURSELVES and (run_id is None or run_id.isprintable()):
            made.add(name, run_id)
    assert book(path).all() == made.all()
