"""Long content comes into the vault in steps: others go on meanwhile; what fails leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from desktop_app.capture.screens.rawform import encode
from desktop_app.errors import NotFoundError, StorageError, VaultDamagedError, VaultFullError
from desktop_app.model.screenform import MEDIA
from desktop_app.vault import payloads as payloads_module
from desktop_app.vault.laying import BATCH
from desktop_app.vault.webp import packed
from tests.fakes.vault_place import PROMPTS, Place, codes, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.content import Laid
    from desktop_app.vault.vault import Vault

LONG = noise(256 * 1024 * (BATCH + 3) + 5)
SEED = "again"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder without a vault."""
    return Place(tmp_path)


@pytest.fixture
def vault(place: Place) -> Iterator[Vault]:
    """An open, empty vault."""
    made = place.create()
    yield made
    made.close()


def cut(data: bytes, size: int = 100_000) -> Iterator[bytes]:
    """Yield data in pieces."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def laid(found: Laid) -> dict[str, object]:
    """Return what makes content of what was laid."""
    return {"data": b"", "laid": found}


def payloads(place: Place) -> list[tuple[object, ...]]:
    """Return the sizes of all payloads, and whether each is finished."""
    return place.rows("SELECT bytes, ref IS NOT NULL FROM payloads ORDER BY id")


@pytest.mark.parametrize("data", [LONG, b"", b"words " * 500_000], ids=["noise", "none", "words"])
def test_what_was_laid_is_kept_as_if_it_had_been_whole(
    place: Place, vault: Vault, data: bytes
) -> None:
    """Same address, same size, right commitment; in pieces or not."""
    found = vault.lay(PROMPTS, cut(data))
    assert payloads(place) == [(0, 0)]
    (line,) = place.keep(vault, prompt(**laid(found))).lines  # type: ignore[arg-type]  # by name
    vault.unlay(found)
    assert (line.size, line.ref) == (len(data), vault.ref_of(PROMPTS, data))
    assert (vault.read(line.ref), b"".join(vault.pieces(line.ref))) == (data, data)
    vault.close()
    part, findings = place.check()
    assert codes(findings) == []
    assert part is not None
    assert (part.payloads, part.decrypted, part.bytes) == (1, 1, len(data))


def test_others_keep_while_it_is_laid(place: Place, vault: Vault) -> None:
    """No transaction is open, and no lock held, between its pieces."""

    def pieces() -> Iterator[bytes]:
        for number, piece in enumerate(cut(LONG)):
            place.keep(vault, prompt(b"short %d" % number))
            yield piece

    place.keep(vault, prompt(**laid(vault.lay(PROMPTS, pieces()))))  # type: ignore[arg-type]
    vault.close()
    assert codes(place.check()[1]) == []


def test_what_is_there_already_is_kept_once(place: Place, vault: Vault) -> None:
    """It is read through first; whether it came before, meanwhile, or went meanwhile."""
    first = place.keep(vault, prompt(LONG))
    before = vault.lay(PROMPTS, cut(LONG))
    assert place.keep(vault, prompt(**laid(before))).lines == first.lines  # type: ignore[arg-type]
    vault.unlay(before)
    assert payloads(place) == [(len(LONG), 1)]

    meanwhile = [vault.lay(PROMPTS, cut(noise(600_000, SEED))) for _ in range(2)]
    kept = [place.keep(vault, prompt(**laid(one))).lines for one in meanwhile]  # type: ignore[arg-type]
    assert kept[0] == kept[1]
    for one in meanwhile:
        vault.unlay(one)
    assert len(payloads(place)) == 2

    again = vault.lay(PROMPTS, cut(LONG))
    vault.shred([0, 1])
    place.purged |= {0, 1}
    (line,) = place.keep(vault, prompt(**laid(again))).lines  # type: ignore[arg-type]
    vault.unlay(again)
    assert line.commitment != first.lines[0].commitment
    assert vault.read(line.ref) == LONG
    vault.close()
    assert codes(place.check()[1]) == []


def test_what_nobody_keeps_goes(place: Place, vault: Vault) -> None:
    """By `unlay`, in steps; a second time does nothing."""
    found = vault.lay(PROMPTS, cut(LONG))
    vault.unlay(found)
    vault.unlay(found)
    assert payloads(place) == place.rows("SELECT * FROM chunks") == []


def test_a_kill_leaves_what_the_next_start_destroys(place: Place, tmp_path: Path) -> None:
    """A check before that notes it, and finds nothing wrong."""
    vault = place.create()
    place.keep(vault, prompt(b"hello"))
    vault.lay(PROMPTS, cut(LONG))
    copied = place.copy(tmp_path / "killed")
    vault.close()
    part, findings = copied.check()
    assert codes(findings) == ["vault_unwritten"]
    assert part is not None
    vault = copied.open()
    vault.recover({})
    assert len(copied.rows("SELECT * FROM payloads WHERE ref IS NULL")) == 0
    assert copied.rows("SELECT count(*) FROM chunks WHERE payload > 1") == [(0,)]
    vault.close()


def test_what_fails_half_way_leaves_nothing(place: Place, vault: Vault) -> None:
    """Whoever gives the pieces, or the quota."""

    def broken() -> Iterator[bytes]:
        yield from cut(LONG)
        raise StorageError("gone")

    with pytest.raises(StorageError):
        vault.lay(PROMPTS, broken())
    vault.quota_bytes = vault.use().bytes + 4_500_000
    with pytest.raises(VaultFullError):
        vault.lay(PROMPTS, cut(LONG))
    assert payloads(place) == place.rows("SELECT * FROM chunks") == []


def test_what_is_there_and_damaged_is_not_taken_for_it(place: Place, vault: Vault) -> None:
    """Nothing is kept under an address that cannot be read."""
    place.keep(vault, prompt(LONG))
    place.edit("UPDATE chunks SET data = zeroblob(length(data)) WHERE idx = 2")
    with pytest.raises(VaultDamagedError):
        vault.lay(PROMPTS, cut(LONG))
    assert len(payloads(place)) == 1


def test_what_is_purged_while_it_is_compared_is_laid_anew(
    place: Place, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not there any more when that is known."""
    place.keep(vault, prompt(LONG))
    read = vault._laying.read

    def purged(ref: str) -> Iterator[bytes]:
        pieces = read(ref)
        yield next(pieces)
        vault.shred([0])
        yield from pieces

    monkeypatch.setattr(vault._laying, "read", purged)
    found = vault.lay(PROMPTS, cut(LONG))
    monkeypatch.undo()
    place.purged.add(0)
    (line,) = place.keep(vault, prompt(**laid(found))).lines  # type: ignore[arg-type]
    assert vault.read(line.ref) == LONG


def test_a_purge_while_it_is_read_ends_it(place: Place, vault: Vault) -> None:
    """It is gone, not damaged; also for who compares what was there before."""
    (line,) = place.keep(vault, prompt(LONG)).lines
    pieces = vault.pieces(line.ref)
    next(pieces)
    vault.shred([0])
    with pytest.raises(NotFoundError):
        b"".join(pieces)


def test_long_content_is_destroyed_in_steps(
    place: Place, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What opens it goes first, at once; a kill after that leaves what the next start destroys."""
    monkeypatch.setattr(payloads_module, "MANY", 2)
    first, second = (place.keep(vault, prompt(data)) for data in (LONG, LONG + b"x"))
    sweep = vault._laying.sweep
    with monkeypatch.context() as patch:
        patch.setattr(vault._laying, "sweep", lambda: None)
        assert vault.shred([0]).payloads == 1
    assert not vault.has(first.lines[0].ref)
    assert place.rows("SELECT ref, wrapped FROM payloads WHERE id = 1") == [(None, None)]
    assert place.rows("SELECT count(*) FROM chunks WHERE payload = 1") == [(20,)]
    place.purged.add(0)
    copied = place.copy(tmp_path / "killed")
    assert codes(copied.check()[1]) == ["vault_unwritten"]
    sweep()
    sweep()
    assert place.rows("SELECT DISTINCT payload FROM chunks") == [(2,)]
    assert vault.read(second.lines[0].ref) == LONG + b"x"
    assert vault.shred([1]).payloads == 1
    assert payloads(place) == place.rows("SELECT * FROM chunks") == []
    again = copied.open()
    again.recover({})
    assert copied.rows("SELECT DISTINCT payload FROM chunks") == [(2,)]
    again.close()


def test_an_exchange_while_it_is_read_is_not_seen(place: Place, vault: Vault) -> None:
    """Of a picture that is packed again meanwhile the rest comes from the new form."""
    content = encode(Image.frombytes("RGB", (600, 500), noise(900_000)))
    picture = prompt(content, label="screenshot.hand", media=MEDIA)
    pieces = vault.pieces(place.keep(vault, picture).lines[0].ref)
    first = next(pieces)
    found = vault.packing.next(0, vault.packing.newest())
    assert found is not None
    assert found.picture is not None
    assert len(found.picture.sealed) > 2
    assert vault.packing.swap(found.picture, packed(content))
    assert first + b"".join(pieces) == content
