"""Appends until it is killed; prints each acknowledged place as `seq leaf_hash`."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from tests.fakes.file_keystore import FileKeyStore


def main(folder: Path) -> None:
    """Open, then append for ever, with a change of epoch or keys now and then."""
    writer = LedgerWriter.open(
        folder / "ledger.db",
        keystore_for=lambda install: FileKeyStore(folder / "keys" / install),
        clock=SystemClock(),
        ids=SystemIds(),
        limits=Limits(free_floor_bytes=0),
        version="0",
    )
    draft = Draft(EntryKind.COMMAND, {"sender": "a", "auth": "local"}, {"verb": "x"}, run_id="r")
    number = 0
    while True:
        futures = [writer.append([draft] * (1 + number % 3)) for _ in range(5)]
        for future in futures:
            for item in future.result():
                sys.stdout.write(f"{item.seq} {item.leaf_hash.hex()}\n")
        sys.stdout.flush()
        number += 1
        if number % 7 == 0:
            writer.checkpoint("test", cosign=True)
        if number % 25 == 10:
            writer.roll_epoch()
        if number % 60 == 40:
            writer.rotate_root()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
