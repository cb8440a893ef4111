"""Keeps content and appends the entries that name it until it is killed; prints what it did.

Lines: `kept LIST AFTER` once content is durable, `SEQ REF` once its entry is. A list is dropped now
and then; each start settles what the one before left.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.content import Content, parse_kept
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.vault.vault import Vault
from tests.fakes.file_keystore import FileKeyStore

KEY = bytes(range(32))
QUOTA = 1 << 30
PERSON = {"sender": "", "auth": "person"}
BIG = bytes(300_000)


def opened(folder: Path) -> Vault:
    """Open the vault as a recorder does: made where there is none, recovered from the ledger."""
    path = folder / "vault.db"
    with LedgerReader(folder / "ledger.db") as reader:
        install = reader.install_id()
        if not path.exists():
            Vault.create(path, KEY, SystemIds(), install=install)
        vault = Vault.open(path, KEY, SystemIds(), install=install, quota_bytes=QUOTA)
        after, entries = vault.pending_after(), dict[bytes, list[int]]()
        for entry in () if after is None else reader.keeping(after):
            entries.setdefault(parse_kept(entry.subject["kept"]).root, []).append(entry.seq)
        vault.recover(entries)
    return vault


def main(folder: Path) -> None:
    """Open both, then keep and append for ever."""
    writer = LedgerWriter.open(
        folder / "ledger.db",
        keystore_for=lambda install: FileKeyStore(folder / "keys" / install),
        clock=SystemClock(),
        ids=SystemIds(),
        limits=Limits(free_floor_bytes=0),
        version="0",
    )
    vault = opened(folder)
    with LedgerReader(folder / "ledger.db") as reader:
        size = reader.size()
    number = 0
    while True:
        number += 1
        data = BIG if number % 9 == 0 else f"content {size % 50}".encode()
        contents = [Content("text", "keep prompts", data), Content("text", "keep commands", b"ls")]
        pending = vault.keep(contents, after=size)
        sys.stdout.write(f"kept {pending.id} {size}\n")
        sys.stdout.flush()
        if number % 7 == 0:
            vault.drop(pending)
            continue
        subject = {"kept": pending.kept.to_json()}
        (one,) = writer.append([Draft(EntryKind.PAYLOAD_KEPT, PERSON, subject)]).result()
        sys.stdout.write(f"{one.seq} {pending.lines[0].ref}\n")
        sys.stdout.flush()
        vault.settle(pending, one.seq)
        size = one.seq + 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
