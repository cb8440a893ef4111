"""By an age identity alone: what was escrowed to it, whole, and never anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pyrage
import pytest

from desktop_app.errors import (
    NewerFormatError,
    StorageError,
    UnreadableError,
    UsageError,
    VaultDamagedError,
)
from desktop_app.model.content import Content
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.recover import Recovery, identities_of
from desktop_app.vault.vault import Vault
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PURPOSE = "keep command lines"
AUDITOR, OTHER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
LONG = bytes(600_000)  # as one zstd frame
WILD = FakeIds("wild").random_bytes(600_000)  # as it is, in three chunks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a vault: a piece from before anybody was named, then some for two people."""
    made = tmp_path / "vault.db"
    Vault.create(made, bytes(32), FakeIds(), install="00112233445566ff")
    vault = Vault.open(made, bytes(32), FakeIds(), install="00112233445566ff", quota_bytes=1 << 30)
    for seq, (whom, contents) in enumerate(
        [
            (None, [b"early"]),
            (AUDITOR, [b"late", b"early", LONG]),
            (OTHER, [b"theirs"]),
            (AUDITOR, [WILD, b""]),
        ]
    ):
        vault.escrow = Escrow(() if whom is None else (str(whom.to_public()),))
        kept = vault.keep([Content("x", PURPOSE, data) for data in contents], after=seq)
        vault.settle(kept, seq)
    vault.keep([Content("x", PURPOSE, b"pending")], after=9)
    vault.close()
    return made


def sql(path: Path, statement: str) -> None:
    """Change the file behind everybody's back."""
    db = apsw.Connection(str(path))
    db.execute(statement)
    db.close()


def found(path: Path, entries: frozenset[int] | None = None) -> list[tuple[int, str, bytes]]:
    """Return entry, why not, and content of each piece."""
    with Recovery(path, f"# of the auditor\n{AUDITOR}\n") as recovery:
        return [
            (one.seq, one.why, b"" if one.why else b"".join(recovery.content(one)))
            for one in recovery.pieces(entries)
        ]


def test_one_state_is_recovered(path: Path) -> None:
    """A recorder may exchange keys and chunks in the midst of it."""
    with Recovery(path, str(AUDITOR)) as recovery:
        late = next(piece for piece in recovery.pieces() if not piece.why)
        sql(path, "UPDATE payloads SET tag = x'00', chunks = 9")
        sql(path, "DELETE FROM chunks")
        assert b"".join(recovery.content(late)) == b"late"
    with pytest.raises(VaultDamagedError):
        found(path)


def test_what_is_stored_in_a_later_way_is_said_to_be(path: Path) -> None:
    """It is not called damaged, for it may be whole."""
    sql(path, "UPDATE payloads SET encoding = 'later'")
    with Recovery(path, str(AUDITOR)) as recovery:
        late = next(piece for piece in recovery.pieces() if not piece.why)
        with pytest.raises(NewerFormatError, match="'later'"):
            list(recovery.content(late))


def test_what_was_escrowed_comes_whole(path: Path) -> None:
    """In the order of entries; the rest with the reason; one entry alone."""
    assert found(path) == [
        (0, "not escrowed", b""),
        (1, "", b"late"),
        (1, "not escrowed", b""),
        (1, "", LONG),
        (2, "for others", b""),
        (3, "", WILD),
        (3, "", b""),
    ]
    assert found(path, frozenset((2,))) == [(2, "for others", b"")]
    with Recovery(path, str(AUDITOR)) as recovery:
        (theirs,) = recovery.pieces(frozenset((2,)))
        with pytest.raises(UsageError, match="for others"):
            list(recovery.content(theirs))


def test_what_was_shredded_is_gone_for_everybody(path: Path) -> None:
    """The escrow dies with the payload."""
    vault = Vault.open(path, bytes(32), FakeIds(), install="00112233445566ff", quota_bytes=1 << 30)
    vault.shred([1])
    vault.close()
    assert [why for seq, why, _ in found(path) if seq == 1] == ["purged", "not escrowed", "purged"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chunks SET data = zeroblob(16)",
        "UPDATE chunks SET idx = idx + 7",
        "UPDATE payloads SET encoding = CASE encoding WHEN '' THEN 'zstd' ELSE '' END",
        "UPDATE payloads SET tag = zeroblob(16)",
    ],
)
def test_changed_bytes_are_never_called_recovered(path: Path, change: str) -> None:
    """Each is refused, at the latest at its end."""
    sql(path, change)
    with Recovery(path, str(AUDITOR)) as recovery:
        for piece in recovery.pieces(frozenset((1,))):
            if not piece.why:
                with pytest.raises(VaultDamagedError):
                    list(recovery.content(piece))


def swap(table: str, column: str, one: str, other: str) -> str:
    """Return the statement that gives one payload the column of another one."""
    of = f"(SELECT id FROM payloads WHERE bytes = {other})"  # noqa: S608 - of this test
    key = "payload" if table == "escrow" else "id"
    return (
        f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {key} = {of}) "  # noqa: S608 - of this test
        f"WHERE {key} = (SELECT id FROM payloads WHERE bytes = {one})"
    )


def test_another_payloads_key_opens_nothing(path: Path) -> None:
    """An escrow that was exchanged, and one that holds something else."""
    sql(path, swap("escrow", "sealed", "4", "600000 AND encoding = ''"))
    with Recovery(path, str(AUDITOR)) as recovery:
        piece = next(recovery.pieces(frozenset((1,))))
        with pytest.raises(VaultDamagedError):
            list(recovery.content(piece))
    db = apsw.Connection(str(path))
    db.execute("UPDATE escrow SET sealed = ?", (pyrage.encrypt(b"x", [AUDITOR.to_public()]),))
    db.close()
    assert {why for _, why, _ in found(path)} == {"damaged", "not escrowed"}


def test_a_content_that_is_not_its_line_s(path: Path) -> None:
    """Whole payloads that were exchanged with their escrow: the commitment tells."""
    number = "(SELECT id FROM payloads WHERE bytes = {})"
    late, other = number.format(4), number.format("600000 AND encoding = 'zstd'")
    sql(
        path,
        f"CREATE TEMP TABLE t AS SELECT {late} AS a, {other} AS b, "  # noqa: S608 - of this test
        f"(SELECT ref FROM payloads WHERE id = {late}) AS ra, "
        f"(SELECT ref FROM payloads WHERE id = {other}) AS rb;"
        "UPDATE payloads SET ref = 'x' WHERE id = (SELECT a FROM t);"
        "UPDATE payloads SET ref = (SELECT ra FROM t) WHERE id = (SELECT b FROM t);"
        "UPDATE payloads SET ref = (SELECT rb FROM t) WHERE id = (SELECT a FROM t);",
    )
    with Recovery(path, str(AUDITOR)) as recovery:
        for piece in recovery.pieces(frozenset((1,))):
            if not piece.why:
                with pytest.raises(VaultDamagedError, match="not what its entry says"):
                    list(recovery.content(piece))


@pytest.mark.parametrize(
    ("text", "error"), [("", "no age identity in"), ("# only\n", "no age"), ("x", "is no age")]
)
def test_what_is_no_identity_is_refused(text: str, error: str) -> None:
    """With a sentence that never repeats it."""
    with pytest.raises(UsageError, match=error):
        identities_of(text)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.unlink(), StorageError),
        (lambda path: sql(path, "CREATE TABLE more (a)"), UnreadableError),
    ],
)
def test_what_is_no_vault_is_refused(
    path: Path, spoil: Callable[[Path], None], error: type[Exception]
) -> None:
    """No file; another schema."""
    spoil(path)
    with pytest.raises(error):
        Recovery(path, str(AUDITOR))
