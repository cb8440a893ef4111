"""Packs the pictures of a vault, one after the other, until it is killed; prints each one's number.

`next N` before a picture is exchanged, `done N` after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_app.host.clock import SystemIds
from desktop_app.vault.vault import Vault
from desktop_app.vault.webp import packed
from tests.fakes.vault_place import INSTALL, QUOTA, Place


def main(folder: Path) -> None:
    """Open the vault and pack what is left."""
    place = Place(folder)
    vault = Vault.open(place.path, place.key, SystemIds(), install=INSTALL, quota_bytes=QUOTA)
    at, last = vault.packing.done(), vault.packing.newest()
    while (found := vault.packing.next(at, last)) is not None:
        at = found.number
        if found.picture is None:
            continue
        made = packed(found.picture.content())
        if made is None or not found.picture.is_worth(made):
            continue
        sys.stdout.write(f"next {at}\n")
        sys.stdout.flush()
        vault.packing.swap(found.picture, made)
        sys.stdout.write(f"done {at}\n")
        sys.stdout.flush()
    vault.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
