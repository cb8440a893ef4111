"""An index that may hold purged text is made again, whatever happens in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.retaining import Retaining

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def swapped(retaining: Retaining) -> None:
    """Put another file in the place of the index."""
    new = retaining.index.with_name("new")
    new.write_bytes(b"new")
    new.replace(retaining.index)


def test_it_is_stale_until_it_is_another_file(retaining: Retaining) -> None:
    """Asked for once; the mark goes when it is done."""
    stale = retaining.stale
    assert stale.check()
    stale.make_again()
    assert retaining.rebuilt == 0
    retaining.index.write_bytes(b"old")
    stale.mark()
    stale.make_again()
    assert (retaining.rebuilt, stale.check()) == (1, False)
    assert retaining.rebuilt == 1
    swapped(retaining)
    assert stale.check()
    assert not retaining.mark.exists()


def test_whoever_finds_the_mark_has_it_made_again(tmp_path: Path) -> None:
    """A recorder that was killed; once is enough."""
    first = Retaining(tmp_path)
    first.index.write_bytes(b"old")
    first.stale.mark()
    assert not first.stale.check()
    assert not first.stale.check()
    assert first.rebuilt == 1
    first.close()


def test_a_mark_that_is_not_ours_has_it_made_again(retaining: Retaining) -> None:
    """Garbage, another shape, or no index at all at that time."""
    retaining.index.write_bytes(b"old")
    for data in (b"x", b'{"index":"1"}', b"{}"):
        retaining.mark.write_bytes(data)
        assert not retaining.stale.check()
    assert retaining.rebuilt == 1
    retaining.index.unlink()
    retaining.stale.mark()
    swapped(retaining)
    assert retaining.stale.check()


def test_a_mark_that_cannot_be_removed_stays(
    retaining: Retaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is in order all the same."""
    retaining.index.write_bytes(b"old")
    retaining.stale.mark()
    swapped(retaining)

    def refuses(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(type(retaining.mark), "unlink", refuses)
    assert retaining.stale.check()
    assert retaining.mark.exists()
