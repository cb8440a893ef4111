"""The entries that a bundle shows, parsed."""

from __future__ import annotations

import pytest

from desktop_app.bundle.verify import shown
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.shown import KeyEntries, Shown
from desktop_app.errors import NewerFormatError, UnreadableError
from tests.fakes.bundle_forger import DictFiles, forge, standard_log


def entries(files: dict[str, bytes]) -> Shown:
    """Parse entries."""
    return Shown(Listed(DictFiles(files)), progress=lambda _done, _of: None)


@pytest.mark.parametrize("kept", [0, 3, 1000])
def test_entries_come_in_order_kept_or_not(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """A large bundle is parsed anew each time."""
    monkeypatch.setattr(shown, "KEPT_BYTES", kept * 10_000)
    found = entries(forge().files)
    seqs = [entry.seq for entry in found]
    assert seqs == sorted(seqs) == list(found.seqs) == [entry.seq for entry in found]
    assert [found.get(seq).seq for seq in seqs] == seqs
    assert found.get(9999) is None


def test_what_is_no_entry_is_left_out_and_told() -> None:
    """With the reason."""
    found = entries(forge().files | {"entries/3.json": b"{}"})
    assert 3 in found.seqs
    assert (list(found.bad), found.get(3)) == ([3], None)
    assert 3 not in {entry.seq for entry in found}


def test_a_newer_entry_is_not_read() -> None:
    """Nothing is guessed."""
    leaf = forge().files["entries/3.json"].replace(b'"v":1', b'"v":2')
    with pytest.raises(NewerFormatError):
        entries({"entries/3.json": leaf})


def test_key_entries_are_read_when_asked_for() -> None:
    """Those before N; a file that changed meanwhile is refused."""
    files = dict(forge(log=standard_log()).files)
    found = entries(files)
    keys = KeyEntries(found, 300)
    assert [entry.seq for entry in keys] == [0, 1, 13, 22, 23, 294, 295, 296, 297, 299]
    assert [entry.seq for entry in keys][1:3] == [1, 13]
    found.bad[13] = "It changed."
    found._kept.clear()
    with pytest.raises(UnreadableError):
        list(keys)
