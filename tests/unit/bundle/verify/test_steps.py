"""Steps, outcomes, and files that are held whole."""

from __future__ import annotations

import pytest

from desktop_app.bundle.layout import MAX_LEAF_BYTES
from desktop_app.bundle.verify.steps import Outcome, Step, held, utc
from tests.fakes.bundle_forger import DictFiles


def test_a_step_is_json() -> None:
    """For machines."""
    assert Step(3, "Files", Outcome.NOT_DONE, "Not done.").to_json() == {
        "number": 3,
        "name": "Files",
        "outcome": "not_done",
        "text": "Not done.",
    }


def test_a_file_is_held_up_to_the_size_of_its_row() -> None:
    """A leaf 64 KiB, what has no row 1 MiB."""
    files = DictFiles({"entries/1.json": bytes(MAX_LEAF_BYTES), "NONCE": b"x"})
    assert len(held(files, "entries/1.json")) == MAX_LEAF_BYTES
    assert held(files, "NONCE") == b"x"
    with pytest.raises(AssertionError):
        held(DictFiles({"entries/1.json": bytes(MAX_LEAF_BYTES + 1)}), "entries/1.json")


@pytest.mark.parametrize(
    ("time_us", "text"),
    [
        (0, "1970-01-01 00:00:00 UTC"),
        (1_790_000_000_000_000, "2026-09-21 14:13:20 UTC"),
        (2**53 - 1, "2255-06-05 23:47:34 UTC"),
        (2**62, f"{2**62} microseconds since 1970"),
    ],
)
def test_a_time_is_told_whatever_it_is(time_us: int, text: str) -> None:
    """An entry may hold any number."""
    assert utc(time_us) == text
