"""What is written down of files: counts in the ledger, paths and checksums in the vault.

Promise: no path, name or content of a file is in an entry; the document that says them all is
content like the copies that it refers to, and dies with them. One look or one rollback is one
transaction. `resources/docs/files.md`, "Entries".
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.capture.files.ops import FileOp, format_op, parse_op
from desktop_app.capture.files.paths import format_path
from desktop_app.capture.files.repos import RefOp, format_ref_op, parse_ref_op
from desktop_app.errors import BadEncodingError, NotFoundError
from desktop_app.model import canonical
from desktop_app.model.content import JSON_TEXT, Content
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.recorder.journal import durable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop_app.capture.files.seen import Begun
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.copy_store import CopyStore
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.runs import Run

SNAPSHOT, OPS = "file_snapshot", "file_ops"  # labels of documents
KINDS = (EntryKind.FILE_SNAPSHOT, EntryKind.FILE_OP, EntryKind.ROLLBACK)
_FOLDER = b"countersign/folder/v1\0"
MAX_CANNOT = 10_000  # paths in the list of what cannot be put back


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one entry says of files, with its document out of the vault.

    Attributes:
        seq: of the entry.
        kind: of the entry.
        subject: of the entry.
        workspace: the folder, where the document says it.
        files: changes.
        refs: moved refs.
    """

    seq: int
    kind: EntryKind
    subject: Mapping[str, JSON]
    workspace: str
    files: tuple[FileOp, ...]
    refs: tuple[RefOp, ...]


class FileEntries:
    """Writes and reads them."""

    def __init__(self, journal: Journal, run_keys: RunKeys, keeping: Keeping) -> None:
        self._journal, self._run_keys, self._keeping = journal, run_keys, keeping

    def key(self, run: Run) -> bytes:
        """Return the key of a run's checksums."""
        return self._run_keys.key(run.sender, run.run_id or None)

    def size(self) -> int:
        """Return how many entries the ledger has."""
        return self._journal.writer.state().size

    def snapshot(self, run: Run, workspace: str, begun: Begun, store: CopyStore) -> int:
        """Write what the start of a run found."""
        cannot: list[JSON] = [
            {"path": format_path(path) if path else "", "why": why}
            for path, why in begun.cannot[:MAX_CANNOT]
        ]
        document: dict[str, JSON] = {"workspace": workspace, "cannot": cannot}
        subject: dict[str, JSON] = {
            "folder": self._folder(run, workspace),
            "files": begun.files,
            "tracked": begun.tracked,
            "dirty": begun.dirty,
            "bytes": begun.kept_bytes,
            "cannot": len(begun.cannot),
        }
        content = _document(SNAPSHOT, document)
        return self._write(run, EntryKind.FILE_SNAPSHOT, subject, content, store)

    def no_snapshot(self, run: Run, workspace: str, why: str) -> int:
        """Write that nothing of a run's folder can be put back, and why."""
        subject: dict[str, JSON] = {"folder": self._folder(run, workspace), "why": why}
        return self._write(run, EntryKind.FILE_SNAPSHOT, subject, None, None)

    def changes(
        self,
        run: Run,
        kind: EntryKind,
        files: Sequence[FileOp],
        refs: Sequence[RefOp],
        store: CopyStore,
        *,
        more: Mapping[str, JSON],
        trace_id: bytes | None = None,
    ) -> int:
        """Write changes of files: a look's, or a rollback's, which has a trace of its own."""
        calls = {call for op in files for call in op.calls}
        calls |= {call for op in refs for call in op.calls}
        deeds = Counter(op.deed.value for op in files)
        subject: dict[str, JSON] = {
            **more,
            "ops": len(files),
            "deeds": dict(sorted(deeds.items())),
            "refs": len(refs),
            "calls": sorted(calls),
        }
        document: dict[str, JSON] = {
            "files": [format_op(op) for op in files],
            "refs": [format_ref_op(op) for op in refs],
        }
        content = _document(OPS, document)
        return self._write(run, kind, subject, content, store, trace_id=trace_id)

    def recorded(self, ledger: LedgerReader, run: Run) -> Iterator[Recorded]:
        """Yield what was written of a run's files, in order, as far as it is still kept.

        Raises:
            VaultUnavailableError: the vault is not open.
        """
        for entry in ledger.of_run(run.sender, run.run_id):
            if entry.kind in KINDS and "part" not in entry.subject:
                document = self._read(entry.seq)
                yield Recorded(
                    entry.seq,
                    entry.kind,
                    entry.subject,
                    str(document.get("workspace", "")),
                    tuple(parse_op(one) for one in _list(document, "files")),
                    tuple(parse_ref_op(one) for one in _list(document, "refs")),
                )

    def _read(self, seq: int) -> dict[str, JSON]:
        vault = self._keeping.vault
        for line in vault.lines_of(seq):
            if line.label in (SNAPSHOT, OPS):
                try:
                    return _parsed(vault.read(line.ref))
                except NotFoundError:
                    return {}  # purged
        return {}

    def _write(
        self,
        run: Run,
        kind: EntryKind,
        subject: Mapping[str, JSON],
        content: Content | None,
        store: CopyStore | None,
        *,
        trace_id: bytes | None = None,
    ) -> int:
        """Append an entry, and before it one for each further list of copies."""
        actor: dict[str, JSON] = {**RECORDER, "sender": run.sender}
        parts = [] if store is None else store.taken()
        run_id = run.run_id or None
        drafts = [
            Draft(kind, actor, {"part": at, "kept": pending.kept.to_json()}, run_id, trace_id)
            for at, pending in enumerate(parts)
        ]
        contents = () if content is None else (content,)
        drafts.append(Draft(kind, actor, subject, run_id, trace_id, contents=contents))
        vault = self._keeping.vault if parts else None
        try:
            # A rollback is a person's deed, maybe days later: it does not open the run again.
            opens = kind is not EntryKind.ROLLBACK
            future = self._journal.telemetry(run.sender, drafts, reserve=not opens, opens=opens)
            appended: list[Appended] = durable(future)
        except BaseException:
            for pending in parts:
                if vault is not None:
                    vault.drop(pending)
            raise
        for pending, where in zip(parts, appended[-len(drafts) :], strict=False):
            if vault is not None:
                vault.settle(pending, where.seq)
        return appended[-1].seq

    def _folder(self, run: Run, workspace: str) -> str:
        text = workspace.encode("utf-8", "surrogateescape")
        return hmac.digest(self.key(run), _FOLDER + text, sha256).hex()


def _document(label: str, document: Mapping[str, JSON]) -> Content:
    return Content(label, COPIES, canonical.encode_body(document), media=JSON_TEXT)


def _parsed(data: bytes) -> dict[str, JSON]:
    value = json.loads(data)
    return value if isinstance(value, dict) else {}


def _list(document: Mapping[str, JSON], name: str) -> list[Mapping[str, JSON]]:
    found = document.get(name, [])
    if not isinstance(found, list):
        raise BadEncodingError("A document of changes holds no list.")
    return found
