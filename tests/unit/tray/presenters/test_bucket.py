"""A bucket as it is filled in."""

from __future__ import annotations

import pytest

from desktop_app.errors import UsageError
from desktop_app.tray.presenters import bucket
from desktop_app.upstream.allowed import LOCKS


@pytest.mark.parametrize(
    ("name", "folder", "place"),
    [
        ("evidence", "", "s3://evidence"),
        (" evidence ", " /desks/berlin/ ", "s3://evidence/desks/berlin"),
        ("s3://evidence/desks", "", "s3://evidence/desks"),
        ("s3://evidence/desks/", "berlin", "s3://evidence/desks/berlin"),
        ("s3://evidence", "desks", "s3://evidence/desks"),
    ],
)
def test_bucket_and_folder_are_a_place(name: str, folder: str, place: str) -> None:
    """However a person writes them, or pastes both at once."""
    assert bucket.where(name, folder) == place


@pytest.mark.parametrize("name", ["", "ab", "Evidence", "a..b", "evi dence", "https://evidence"])
def test_a_name_that_no_bucket_has_is_told(name: str) -> None:
    """In words of the form, which has no `s3://` in it."""
    with pytest.raises(UsageError, match="A bucket's name has 3 to 63"):
        bucket.where(name, "desks")


def test_days_are_a_number() -> None:
    """Whether that many can be is for `upstream.allowed`, which says the bounds."""
    assert [bucket.days(text) for text in ("1", " 365 ", "0")] == [1, 365, 0]


@pytest.mark.parametrize("text", ["", "-1", "1.5", "a year", "\u0661", "\u00b2", "1" * 10])
def test_other_days_are_asked_for(text: str) -> None:
    """Digits of other scripts too: what stands there is what is agreed to."""
    with pytest.raises(UsageError, match="for how many days"):
        bucket.days(text)


def test_each_lock_says_what_it_means() -> None:
    """The first is none; each that can be is there."""
    modes, titles, meanings = zip(*bucket.locks(), strict=True)
    assert modes[0] is None
    assert set(modes[1:]) == set(LOCKS)
    assert len({*titles, *meanings}) == 2 * len(modes)
