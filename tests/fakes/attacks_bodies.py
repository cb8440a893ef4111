"""Attacks on tiles, bodies, runs and bookkeeping."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import zstandard

from desktop_app.model import canonical
from tests.fakes.forger import Forger, edit, sql

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import attack, finish, forge_last, stolen


@attack("C07", finding="tile")
def tile_edited(built: Built) -> None:
    """A hash in a stored tile."""
    sql(built.path, "UPDATE tiles SET hashes = CAST(zeroblob(1) || substr(hashes, 2) AS BLOB)")


@attack("C07", finding="tile_missing")
def tile_deleted(built: Built) -> None:
    """A stored tile is gone."""
    sql(built.path, "DELETE FROM tiles")


@attack("C07", finding="tile_extra")
def tile_added(built: Built) -> None:
    """A tile over entries that are not there."""
    sql(built.path, "INSERT INTO tiles VALUES (0, 1, zeroblob(8192))")


@attack("A01", finding="body_missing")
def body_deleted(built: Built) -> None:
    """A body is gone without a record."""
    sql(built.path, "DELETE FROM bodies WHERE seq = 4")


@attack("A01", finding="body_missing")
def body_shredded(built: Built) -> None:
    """A body's secret is gone without a record."""
    sql(built.path, "UPDATE bodies SET secret = NULL WHERE seq = 4")


@attack("A03", finding="body_extra")
def body_added(built: Built) -> None:
    """A body lies at an entry that speaks of none."""
    sql(built.path, "INSERT INTO bodies SELECT 3, body, secret FROM bodies WHERE seq = 4")


@attack("A03", finding="body_extra")
def body_beyond(built: Built) -> None:
    """A body lies behind the last entry."""
    sql(built.path, "INSERT INTO bodies SELECT 99999, body, secret FROM bodies WHERE seq = 4")


@attack("A04")
def bodies_swapped(built: Built) -> None:
    """Two bodies change places, secrets and all."""
    sql(
        built.path,
        "UPDATE bodies SET seq = -1 WHERE seq = 4",
        "UPDATE bodies SET seq = 4 WHERE seq = 5",
        "UPDATE bodies SET seq = 5 WHERE seq = -1",
    )


@attack("A01", finding="body_unpack")
def body_extended(built: Built) -> None:
    """Bytes follow the compressed frame."""
    sql(built.path, "UPDATE bodies SET body = CAST(body || 'x' AS BLOB) WHERE seq = 4")


@attack("A01", finding="body_commitment")
def body_secret_extended(built: Built) -> None:
    """A zero byte follows the secret: for HMAC it is the same key."""
    sql(built.path, "UPDATE bodies SET secret = CAST(secret || zeroblob(1) AS BLOB) WHERE seq = 4")


def forge_body(
    built: Built, payload: dict[str, object], subject: dict[str, object], body: bytes | None = None
) -> None:
    """Change what the tail's body entry says, with the running epoch's key."""
    thief = stolen(built, 5)
    at = built.marks["tail"] + 1
    row = thief.rows[at]
    row.leaf["payload"] |= payload
    row.leaf["subject"] |= subject
    if body is not None and row.body is not None:
        row.body = (body, row.body[1])
    finish(thief, at)


@attack("A01", finding="body_digest")
def digest_forged(built: Built) -> None:
    """The digest is another (sigstore-ruby, CVE-2026-31830: found and ignored)."""
    forge_body(built, {"digest": "00" * 32}, {})


@attack("A01", finding="body_commitment")
def commitment_forged(built: Built) -> None:
    """The commitment is another: a span shown alone could not be proven."""
    forge_body(built, {"commitment": "00" * 32}, {})


@attack("A01", finding="body_groups")
def groups_forged(built: Built) -> None:
    """The records belong to other scopes."""
    forge_body(built, {}, {"groups": [[3, 0]]})


@attack("A01", finding="body_groups")
def records_forged(built: Built) -> None:
    """The entry counts other records than the body has."""
    forge_body(built, {}, {"records": 2})


@attack("A01", finding="body_size")
def size_forged(built: Built) -> None:
    """The entry tells a larger size, and the frame none."""
    thief = Forger(built)
    old = thief.rows[built.marks["tail"] + 1]
    assert old.body is not None
    content = zstandard.ZstdDecompressor().decompress(old.body[0])
    packer = zstandard.ZstdCompressor().compressobj()
    body = packer.compress(content) + packer.flush()
    forge_body(built, {"bytes": len(content) + 5}, {}, body)


@attack(finding="body_size")
def bomb(built: Built) -> None:
    """The body unpacks to 200 MiB; the entry says a few bytes."""
    forge_body(built, {}, {}, zstandard.ZstdCompressor().compress(bytes(200 * 2**20)))


@attack("A02", finding="run_seq")
def run_gap(built: Built) -> None:
    """A run's numbers have a gap, all else right, with the running epoch's key."""
    thief = stolen(built, 5)
    thief.rows[built.marks["tail"] + 2].leaf["run_seq"] = 9
    finish(thief, built.marks["tail"] + 2)


@attack("A02", finding="run_count")
def run_count(built: Built) -> None:
    """A run's end counts one entry less."""
    thief = stolen(built, 5)
    thief.rows[built.marks["tail"] + 2].leaf["subject"]["entries"] = 0
    finish(thief, built.marks["tail"] + 2)


@attack("A01", finding="run_seq")
def run_half(built: Built) -> None:
    """An entry has a number in no run."""
    forge_last(stolen(built, 5), {"run_seq": 0})


@attack("A01", finding="table_epochs")
def table_epochs(built: Built) -> None:
    """The table of epochs says another beginning."""
    sql(built.path, "UPDATE epochs SET first_seq = first_seq + 1 WHERE epoch = 3")


@attack("A01", finding="table_runs")
def table_run_seqs(built: Built) -> None:
    """The table of runs counts another number."""
    sql(built.path, "UPDATE run_seqs SET next = next + 1")


@attack("A01", finding="table_runs")
def table_run_seqs_deleted(built: Built) -> None:
    """The table of runs lacks a run."""
    sql(built.path, "DELETE FROM run_seqs WHERE sender = 'claude'")


@attack("A01", finding="table_run_keys")
def table_run_keys(built: Built) -> None:
    """A run's key is cut."""
    sql(built.path, "UPDATE run_keys SET secret = x'00'")


@attack("A01", finding="table_meta")
def table_meta(built: Built) -> None:
    """The file says another root."""
    sql(built.path, "UPDATE meta SET value = '0' WHERE key = 'root_seq'")


@attack("B05", finding="handover", base="stopped")
def handover_forged(built: Built) -> None:
    """The signatures that a stopped recorder left are another's."""
    with edit(built.path) as db:
        text = db.execute("SELECT value FROM meta WHERE key = 'handover'").fetchone()[0]
        value = canonical.decode(text.encode())
        value["signatures"]["previous_ed25519"] = base64.b64encode(bytes(64)).decode()
        db.execute(
            "UPDATE meta SET value = ? WHERE key = 'handover'", (canonical.encode(value).decode(),)
        )
