"""Vaults on disk with fixed keys and ids, the ledger's side of them, and edits by a thief."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import apsw

from desktop_app.model.content import Content
from desktop_app.model.entry import Entry
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.vault.check import Told, check
from desktop_app.vault.vault import Vault
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop_app.ledger.report import VaultPart
    from desktop_app.model.canonical import JSON
    from desktop_app.vault.vault import Pending

INSTALL = "7f3a9c217f3a9c21"
QUOTA = 1 << 30
PROMPTS, COMMANDS = "keep prompts and responses", "keep command lines"


def prompt(data: bytes, **other: object) -> Content:
    """Return a prompt as content."""
    return Content(**{"label": "prompt", "purpose": PROMPTS, "data": data, **other})  # type: ignore[arg-type]  # fields by name


def command_line(data: bytes) -> Content:
    """Return a command line as content."""
    return Content("command_line", COMMANDS, data)


def noise(count: int, seed: str = "noise") -> bytes:
    """Return bytes that no compressor makes shorter."""
    return FakeIds(seed).random_bytes(count)


@dataclass
class Place:
    """A folder with a vault, and what a ledger would say of it.

    Attributes:
        folder: where `vault.db` lies.
        key: the vault key.
        kept: value of `kept` by entry.
        purged: entries whose payloads a purge names.
        revealed: ref by `vault.reveal` entry.
    """

    folder: Path
    seed: str = "vault"
    kept: dict[int, JSON] = field(default_factory=dict)
    purged: set[int] = field(default_factory=set)
    revealed: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Fix key and ids."""
        self.ids = FakeIds(self.seed)
        self.key = FakeIds("vault key").random_bytes(32)
        self.size = 0

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / "vault.db"

    def create(self) -> Vault:
        """Make the vault and open it."""
        Vault.create(self.path, self.key, self.ids, install=INSTALL)
        return self.open()

    def open(
        self, *, key: bytes | None = None, quota_bytes: int = QUOTA, vfs: str | None = None
    ) -> Vault:
        """Open the vault."""
        return Vault.open(
            self.path,
            key or self.key,
            self.ids,
            install=INSTALL,
            quota_bytes=quota_bytes,
            vfs=vfs,
        )

    def keep(self, vault: Vault, *contents: Content) -> Pending:
        """Keep content for the next entry, append it, and settle."""
        pending = vault.keep(contents, after=self.size)
        self.append(pending)
        vault.settle(pending, self.size - 1)
        return pending

    def append(self, pending: Pending) -> int:
        """Let the ledger's next entry name what is pending; return its number."""
        self.kept[self.size] = pending.kept.to_json()
        self.size += 1
        return self.size - 1

    def told(self) -> Told:
        """Return the ledger's side."""
        entries = (entry(seq, kept) for seq, kept in sorted(self.kept.items()))
        return Told(
            INSTALL,
            self.size,
            entries,
            self.purged.__contains__,
            lambda seq: (self.revealed[seq],) if seq in self.revealed else (),
        )

    def check(self, *, key: bytes | None = None) -> tuple[VaultPart | None, Findings]:
        """Compare the vault with the ledger's side."""
        found = Findings()
        part = check(self.path, self.told(), vault_key=key or self.key, found=found)
        return part, found

    def copy(self, folder: Path) -> Place:
        """Return a copy as a kill -9 leaves it: database and WAL as they are."""
        folder.mkdir(parents=True)
        for suffix in ("", "-wal"):
            source = self.folder / f"vault.db{suffix}"
            if source.exists():
                shutil.copyfile(source, folder / source.name)
        copied = Place(folder, f"{self.seed}+", dict(self.kept), set(self.purged))
        copied.revealed, copied.size = dict(self.revealed), self.size
        return copied

    def edit(self, *statements: str, values: Sequence[object] = ()) -> None:
        """Change the file as somebody without keys can."""
        db = apsw.Connection(str(self.path))
        for statement in statements:
            db.execute(statement, values).fetchall()  # type: ignore[arg-type]  # SQLite values
        db.close()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return what a statement gives, past all of our code."""
        db = apsw.Connection(str(self.path))
        found = db.execute(sql).fetchall()
        db.close()
        return found

    def files(self) -> bytes:
        """Return the bytes of all files of the folder, one after another."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.iterdir()))


def entry(seq: int, kept: JSON) -> Entry:
    """Return an entry that keeps something, as far as a vault's check looks at it."""
    return Entry(
        leaf=b"",
        log=f"countersign/{INSTALL}",
        seq=seq,
        epoch=1,
        ts_us=0,
        boot_id="",
        boot_us=0,
        kind=EntryKind.ACTION_INTENT,
        run_id=None,
        run_seq=None,
        trace_id=None,
        actor={},
        subject={"kept": kept},
        payload=None,
        prev=bytes(32),
    )


def codes(found: Findings) -> list[str]:
    """Return the codes of findings, in order."""
    return [one.code for one in found.kept]
