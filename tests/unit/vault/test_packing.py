"""A picture is exchanged for a smaller form of the same content, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage
import pytest

from desktop_app.capture.screens.rawform import encode
from desktop_app.errors import NotFoundError, VaultDamagedError
from desktop_app.model.screenform import MEDIA
from desktop_app.vault import packing as module
from desktop_app.vault.crypto import CHUNK_BYTES, TAG_BYTES
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.recover import Recovery
from desktop_app.vault.webp import packed
from tests.fakes.images import editor
from tests.fakes.vault_place import Place, codes, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.vault.packing import Picture
    from desktop_app.vault.vault import Vault

SCREEN = encode(editor([noise(40, str(n)).hex() for n in range(30)], (900, 700)))
OTHER = encode(editor([noise(60, f"o{n}").hex() for n in range(60)], (1000, 900)))
AUDITOR, LATER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
ROW = "SELECT ref, tag, wrapped, bytes, stored, encoding, chunks FROM payloads WHERE id = 1"


def screen(data: bytes = SCREEN, **more: object) -> object:
    """Return a picture as content."""
    return prompt(data, label="screenshot.hand", media=MEDIA, **more)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return where the vault lies."""
    return Place(tmp_path)


@pytest.fixture
def vault(place: Place) -> Iterator[Vault]:
    """An open vault with a picture in it."""
    made = place.create()
    place.keep(made, screen())
    yield made
    made.close()


def ref_of(vault: Vault) -> str:
    """Return the reference of the first entry's content."""
    return vault.lines_of(0)[0].ref


def taken(vault: Vault, after: int = 0) -> Picture:
    """Return the next picture that may be packed."""
    found = vault.packing.next(after, vault.packing.newest())
    assert found is not None
    assert found.picture is not None
    return found.picture


def pack(vault: Vault, after: int = 0) -> bool:
    """Pack the next picture."""
    picture = taken(vault, after)
    made = packed(picture.content())
    assert made is not None
    assert picture.is_worth(made)
    return vault.packing.swap(picture, made)


def test_content_reference_and_commitment_stay(place: Place, vault: Vault) -> None:
    """How it is stored is another, with another key and tag; the check passes as before."""
    (before,), ref = place.rows(ROW), ref_of(vault)
    commitment = vault.lines_of(0)[0].commitment
    assert pack(vault)
    assert vault.read(ref) == SCREEN
    (after,) = place.rows(ROW)
    assert (after[0], after[3]) == (before[0], before[3]) == (ref, len(SCREEN))
    assert (before[5], after[5]) == ("zstd", "webp")
    assert int(str(after[4])) < 0.95 * int(str(before[4]))
    assert after[1] != before[1]
    assert after[2] != before[2]
    # the same content that comes once more is the same payload, under the same commitment
    again = place.keep(vault, screen())
    assert (again.lines[0].ref, again.lines[0].commitment) == (ref, commitment)
    assert place.rows("SELECT count(*) FROM payloads") == [(1,)]
    vault.flush()
    part, found = place.check()
    assert codes(found) == []
    assert part is not None
    assert (part.payloads, part.decrypted, part.bytes) == (1, 1, len(SCREEN))


def test_no_key_encrypts_two_things(vault: Vault) -> None:
    """And the salt is what it was: the commitment hangs on it."""
    old = taken(vault)
    assert pack(vault)
    new = vault._payloads.row(old.row.ref)
    assert new.key.key != old.row.key.key
    assert new.key.salt == old.row.key.salt
    assert len(new.tag) == TAG_BYTES
    assert new.tag != old.row.tag


def test_it_is_done_once(place: Place, vault: Vault) -> None:
    """Also over a restart; what comes later is looked at."""
    assert vault.packing.done() == 0
    assert pack(vault)
    assert vault.packing.done() == 1
    assert vault.packing.next(0, 1) is None  # it is in its last form
    vault.close()
    again = place.open()
    assert again.packing.done() == 1
    place.keep(again, screen(OTHER), prompt(b"words"))
    assert again.packing.newest() == 3
    assert taken(again, 1).content() == OTHER
    again.close()


def test_what_was_looked_at_and_left_is_remembered(place: Place, vault: Vault) -> None:
    """A number that is given anew is another payload's."""
    vault.packing.remember(7)  # there is none
    assert vault.packing.done() == 0
    vault.packing.remember(1)
    assert vault.packing.done() == 1
    vault.shred([0])
    assert vault.packing.done() == 0
    place.keep(vault, screen(OTHER))
    assert place.rows("SELECT id FROM payloads") == [(1,)]
    assert vault.packing.done() == 0
    assert pack(vault)


def test_only_what_was_there_before_is_looked_at(vault: Vault) -> None:
    """Up to a number."""
    assert vault.packing.next(0, 0) is None
    assert vault.packing.next(1, 9) is None


OTHERS = {
    "text": noise(40_000).hex().encode(),
    "noise": noise(40_000),
    "a head alone": SCREEN[:400] + noise(40_000),
    "a broken head": SCREEN[:60] + noise(40_000),
    "version 1": SCREEN.replace(b"/v2", b"/v1"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_picture_is_passed_by(tmp_path: Path, name: str) -> None:
    """Whatever media type it goes by."""
    place = Place(tmp_path)
    vault = place.create()
    place.keep(vault, screen(OTHERS[name]))
    found = vault.packing.next(0, 1)
    assert found is not None
    assert (found.number, found.picture) == (1, None)
    vault.close()


def test_what_is_small_is_not_looked_at(tmp_path: Path) -> None:
    """It would win nothing."""
    place = Place(tmp_path)
    vault = place.create()
    place.keep(vault, screen(encode(editor(["a"], (60, 20)))))
    assert vault.packing.next(0, 1) is None
    vault.close()


def test_what_is_very_large_is_left(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take too much memory."""
    monkeypatch.setattr(module, "MAX_PIXELS", 900 * 700 - 1)
    found = vault.packing.next(0, 1)
    assert found is not None
    assert found.picture is None


def test_what_is_worth_it(vault: Vault) -> None:
    """A twentieth less than what lies there."""
    picture = taken(vault)
    stored = sum(map(len, picture.sealed))
    assert picture.is_worth(bytes(stored * 95 // 100 - 1))
    assert not picture.is_worth(bytes(stored * 95 // 100 + 1))


def test_a_damaged_picture_is_left_to_verify(place: Place, vault: Vault) -> None:
    """Its first chunk, or a later one."""
    picture = taken(vault)
    place.edit("UPDATE payloads SET wrapped = x'00'")
    found = vault.packing.next(0, 1)
    assert found is not None
    assert found.picture is None
    cut = module.Picture(picture.row, (picture.sealed[0][:-1],))
    with pytest.raises(VaultDamagedError):
        cut.content()


def test_what_was_purged_meanwhile_stays_away(place: Place, vault: Vault) -> None:
    """Between reading and exchange: no byte of it comes back."""
    picture, ref = taken(vault), ref_of(vault)
    made = packed(picture.content())
    assert made is not None
    assert vault.shred([0]).payloads == 1
    assert not vault.packing.swap(picture, made)
    with pytest.raises(NotFoundError):
        vault.read(ref)
    assert place.rows("SELECT count(*) FROM chunks") == [(0,)]
    place.keep(vault, screen(OTHER))  # has the number that the other had
    assert not vault.packing.swap(picture, made)
    assert vault.read(vault.lines_of(1)[0].ref) == OTHER


def test_what_was_purged_and_kept_anew_is_another_payload(place: Place, vault: Vault) -> None:
    """By its tag: number and reference are the same."""
    picture = taken(vault)
    made = packed(picture.content())
    assert made is not None
    vault.shred([0])
    place.keep(vault, screen())
    before = place.rows(ROW)
    assert not vault.packing.swap(picture, made)
    assert place.rows(ROW) == before


def test_a_purge_leaves_no_byte_of_either_form(place: Place, vault: Vault) -> None:
    """Neither old nor new chunks, keys or tags are anywhere in the files."""
    parts = "SELECT data FROM chunks UNION ALL SELECT wrapped FROM payloads"
    old = [bytes(row[0]) for row in place.rows(parts)]  # type: ignore[call-overload]  # blobs
    assert pack(vault)
    new = [bytes(row[0]) for row in place.rows(parts)]  # type: ignore[call-overload]  # blobs
    assert all(one[-64:] in place.files() for one in new)
    assert vault.shred([0]).wiped
    found = place.files()
    for one in (*old, *new):
        assert one[-64:] not in found


def test_who_could_open_it_can_open_it(tmp_path: Path) -> None:
    """The key is escrowed anew; the piece is whole as its entry says."""
    where = Place(tmp_path)
    vault = where.create()
    vault.escrow = Escrow((str(AUDITOR.to_public()),))
    where.keep(vault, screen())
    (before,) = where.rows("SELECT recipients, sealed FROM escrow")
    assert pack(vault)
    (after,) = where.rows("SELECT recipients, sealed FROM escrow")
    assert after[0] == before[0]
    assert after[1] != before[1]
    vault.close()
    with Recovery(where.path, str(AUDITOR)) as recovery:
        (piece,) = recovery.pieces()
        assert b"".join(recovery.content(piece)) == SCREEN


def test_nobody_gains_or_loses_by_it(tmp_path: Path) -> None:
    """What was escrowed to others than those who are named now stays; so does its key."""
    place = Place(tmp_path)
    vault = place.create()
    vault.escrow = Escrow((str(AUDITOR.to_public()),))
    place.keep(vault, screen())
    picture = taken(vault)
    made = packed(picture.content())
    assert made is not None
    for others in ((), (str(LATER.to_public()),)):
        vault.escrow = Escrow(others)
        assert not vault.packing.swap(picture, made)
        found = vault.packing.next(0, 1)
        assert found is not None
        assert found.picture is None
    vault.escrow = Escrow((str(AUDITOR.to_public()),))
    assert vault.packing.swap(picture, made)
    vault.close()


def test_what_nobody_else_could_open_nobody_else_can(place: Place, vault: Vault) -> None:
    """Named since: the picture is from before."""
    vault.escrow = Escrow((str(AUDITOR.to_public()),))
    assert pack(vault)
    assert place.rows("SELECT count(*) FROM escrow") == [(0,)]


def test_a_long_one_lies_in_chunks(place: Place, vault: Vault) -> None:
    """Each bound to its place; the last says that it is."""
    wild = encode(editor([noise(160, str(n)).hex() for n in range(140)], (2600, 2400)))
    place.keep(vault, screen(wild))
    assert pack(vault, after=1)
    ((count, stored),) = place.rows("SELECT chunks, stored FROM payloads WHERE id = 2")
    assert count == -(-(int(str(stored)) - 16 * int(str(count))) // CHUNK_BYTES) > 1
    assert vault.read(vault.lines_of(1)[0].ref) == wild
    vault.flush()
    place.edit("UPDATE chunks SET idx = 1 - idx + 10 WHERE payload = 2 AND idx < 2")
    place.edit("UPDATE chunks SET idx = idx - 10 WHERE payload = 2 AND idx > 9")
    _, found = place.check()
    assert codes(found) == ["payload_damaged"]
