"""The verification of an audit bundle, in the fourteen steps of `bundle.md`.

Promise: the verdict follows from the files and from what the reviewer has from elsewhere, and from
nothing else: no store, no clock, no network. What is hostile ends as UNREADABLE, in bounded time
and memory. Each check is a function of its step's module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence_file
from desktop_app.bundle.layout import ABSENCE, CONTENT, FORMAT, Level, Part, is_content
from desktop_app.bundle.verify import trust
from desktop_app.bundle.verify.case import Case, NotCheckedError, NotNeededError
from desktop_app.bundle.verify.checkpoints import check_checkpoints
from desktop_app.bundle.verify.content import NotOpened, open_sealed
from desktop_app.bundle.verify.entries import check_entries
from desktop_app.bundle.verify.envelope import check_subjects, open_manifest, verify_signature
from desktop_app.bundle.verify.files import check_files
from desktop_app.bundle.verify.fulllog import check_full_log
from desktop_app.bundle.verify.keylog import check_key_files, read_key_log
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.openings import check_openings
from desktop_app.bundle.verify.outcome import Judged, container_refused, judge, report
from desktop_app.bundle.verify.scope import check_export, check_scope, scan
from desktop_app.bundle.verify.shown import KeyEntries, Shown
from desktop_app.bundle.verify.source import open_files
from desktop_app.bundle.verify.steps import StepEndedError, held, utc
from desktop_app.bundle.verify.tree import check_tree
from desktop_app.bundle.verify.unsealed import open_unsealed
from desktop_app.errors import BadEncodingError, BadSignatureError, HostileBundleError
from desktop_app.model.amounts import counted
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.bundle.verify.source import Files
    from desktop_app.bundle.verify.trust import Trust


def verify_path(
    path: Path, given: Trust, progress: Callable[[int, int], None] | None = None
) -> BundleReport:
    """Verify the bundle at a path, a zip or a directory.

    Raises:
        NotFoundError: there is nothing, or nothing that may be read.
    """
    try:
        files = open_files(path)
    except HostileBundleError as error:
        return container_refused(error.message, [name for name, _ in STEPS])
    try:
        return verify(files, given, progress)
    finally:
        files.close()


def verify(
    files: Files, given: Trust, progress: Callable[[int, int], None] | None = None
) -> BundleReport:
    """Verify an open bundle; `progress` is told (done, total) within each of the long steps."""
    case = Case(Listed(files), given, progress or _silent, Findings())
    judged = Judged()
    for number, (name, step) in enumerate(STEPS, start=1):
        judge(judged, case, number, name, step)
    return report(case, judged)


def container(case: Case) -> str:
    """1. The container was opened: names, sizes and count are a bundle's."""
    return f"{counted(len(case.files.paths()), 'file')}, each with a name that the format has."


def formats(case: Case) -> str:
    """2. The format, and every entry's, are known here."""
    try:
        case.maybe_manifest = open_manifest(case.files)
    except BadEncodingError as error:
        case.manifest_error = error.message  # step 4 tells it
    case.maybe_shown = Shown(case.files, progress=case.progress)
    return f"{FORMAT}, {counted(len(case.shown.seqs), 'entry')}."


def whole_files(case: Case) -> str:
    """3. SHA256SUMS names every file and no other, and each is the one it names."""
    summed = check_files(case.files, case.found, case.progress)
    return f"{counted(summed.files, 'file')} as SHA256SUMS names them, and no other."


def manifest(case: Case) -> str:
    """4. The manifest is one signature over SHA256SUMS and the checkpoint."""
    if case.manifest_error is not None:
        case.found.invalid("manifest", f"The manifest is none: {case.manifest_error}")
    check_subjects(case.files, case.manifest, case.found)
    return "One statement over SHA256SUMS and log/checkpoint."


def key_log(case: Case) -> str:
    """5. The log's keys, from entry 0 to the epoch of the last entry."""
    predicate = case.predicate
    case.maybe_scoped = scan(case.shown, predicate.scope)
    entries = KeyEntries(case.shown, predicate.size)
    keylog = read_key_log(
        entries,
        log=predicate.log,
        epoch=predicate.epoch,
        first_seq=case.scoped.first_seq,
        found=case.found,
    )
    case.maybe_keylog = keylog
    check_key_files(case.files, entries, case.found)
    count = counted(len(keylog.eras), "epoch")
    return f"{count}, {counted(len(keylog.roots), 'root key')}: each signed by those before it."


def checkpoints(case: Case) -> str:
    """6. The checkpoints and the manifest are signed by the keys of their place."""
    case.maybe_signed = check_checkpoints(case.files, case.predicate, case.keylog, case.found)
    check_manifest_signature(case, case.keylog.era_of(case.predicate.size - 1).keys.ed25519)
    count = counted(len(case.signed.roots), "checkpoint")
    return f"{count} and the manifest, signed by the keys of their place."


def check_manifest_signature(case: Case, public: bytes) -> None:
    """Check the manifest's signature by the key of the epoch of entry N - 1 (ATTACKS B01)."""
    try:
        verify_signature(case.manifest.envelope, public)
    except BadSignatureError as error:
        case.found.invalid("manifest_signature", error.message)


def tree(case: Case) -> str:
    """7. All checkpoints are of one growing tree; at level full-log, all leaves make it."""
    signed, whole = case.signed, case.predicate.level is Level.FULL_LOG
    case.roots = check_tree(
        case.files,
        size=signed.size,
        signed_root=signed.root,
        roots=signed.roots,
        whole=whole,
        found=case.found,
        also=trust.anchor_sizes(case.trust, signed.size),
    )
    if whole:
        check_full_log(
            case.files,
            shown=case.shown,
            scope=case.predicate.scope,
            keylog=case.keylog,
            signed=signed,
            found=case.found,
            progress=case.progress,
        )
        return f"All {counted(signed.size, 'entry')} of the log recompute."
    return f"{counted(len(case.roots), 'checkpoint')} of one tree, which only grew."


def entries(case: Case) -> str:
    """8. Each entry shown is in that tree, at its place."""
    check_entries(
        case.files, case.shown, case.keylog, case.signed, case.found, progress=case.progress
    )
    return f"{counted(len(case.shown.seqs), 'entry')} in the tree of {case.signed.size:,}."


def scope(case: Case) -> str:
    """9. What must be shown is shown, and nothing else."""
    export = case.shown.get(case.predicate.export)
    check_export(export, case.predicate, case.found)
    check_scope(case.shown, case.predicate, case.keylog, case.scoped, case.found)
    count = counted(case.scoped.entries, "entry")
    return f"{count} in scope, of {counted(len(case.scoped.runs), 'run')}."


def openings(case: Case) -> str:
    """10. Bodies and records are those that the entries commit to."""
    if case.predicate.recipients:
        raise NotNeededError("All that is opened is encrypted: step 12.")
    if case.predicate.level is Level.METADATA:
        check_openings(case.files, case.shown, case.predicate, case.found, progress=case.progress)
        raise NotNeededError("Nothing is opened at level metadata.")
    case.records = check_openings(
        case.files, case.shown, case.predicate, case.found, progress=case.progress
    )
    return f"{counted(case.records, 'record')} as they were recorded."


def absence(case: Case) -> str:
    """11. What is missing follows from the entries."""
    predicate = case.predicate
    expected = absence_file(case.shown, scope=predicate.scope, level=predicate.level)
    check_absence(case, expected)
    return "absence/absence.json follows from the entries."


def check_absence(case: Case, expected: bytes) -> None:
    """Check that the list of what is missing is the one that the entries give."""
    if not case.files.has(ABSENCE) or held(case.files, ABSENCE) != expected:
        case.found.invalid("absence", f"{ABSENCE} is not what the entries say is missing.")


def encrypted(case: Case) -> str:
    """12. The encrypted content is the one that was sealed, and its bodies are right."""
    check_recipients(case)
    if not case.files.has(CONTENT):
        raise NotNeededError("Nothing is encrypted.")
    try:
        opened = (
            open_sealed(case.files, case.trust.identities)
            if case.trust.content is None
            else open_unsealed(case.files, case.trust.content)
        )
    except BadEncodingError as error:
        case.found.invalid("content", error.message)
        raise StepEndedError from error
    if isinstance(opened, NotOpened):
        raise NotCheckedError(opened.reason)
    try:
        case.records = check_openings(
            Listed(opened), case.shown, case.predicate, case.found, progress=case.progress
        )
    finally:
        opened.close()
    case.decrypted = True
    return f"The content that was sealed; {counted(case.records, 'record')} as they were recorded."


def check_recipients(case: Case) -> None:
    """Check that content is encrypted exactly where the manifest names recipients."""
    there, wanted = case.files.has(CONTENT), bool(case.predicate.recipients)
    if wanted and not there:
        case.found.fail(Verdict.INCOMPLETE, "content_missing", f"{CONTENT} is missing.")
    if there and not wanted:
        text = f"{CONTENT} is there, and the manifest names no recipient."
        case.found.invalid("content_extra", text)
    if wanted and any(is_content(path) for path in case.files.paths()):
        text = "Content lies in plain beside what is encrypted."
        case.found.invalid("content_plain", text)


def time_stamps(case: Case) -> str:
    """13. Time stamps are over these checkpoints, by an authority that the reviewer trusts."""
    if not case.files.numbers(Part.ANCHOR):
        raise NotNeededError("There are no time stamps.")
    try:
        # Not in verify.py, nor with an old `cryptography`.
        from desktop_app.bundle.verify import anchors  # noqa: PLC0415
    except ImportError as error:
        raise NotCheckedError("Time stamps are present, not checked here.") from error
    stamps = anchors.check_anchors(case.files, case.trust.tsa_roots, case.found)
    agreed = [one for one in stamps.anchored if one.size in case.roots]
    for one in agreed:
        case.anchored = max(one.size, case.anchored or 0)
    for reason in stamps.reasons:
        case.found.note("timestamp", reason)
    if not agreed:
        raise NotCheckedError(" ".join(stamps.reasons[:1]))
    return "; ".join(
        f"the first {counted(one.size, 'entry')} existed at {utc(one.time_us)} ({one.tsa})"
        for one in agreed
    )


def trusted(case: Case) -> str:
    """14. The log is the one that the reviewer knows from elsewhere."""
    given, keylog = case.trust, case.keylog
    trust.check_keys(given, keylog, case.found)
    trust.check_fingerprint(given, keylog.fingerprint, case.found)
    agreed = trust.check_anchors(given, keylog, case.signed.size, case.roots, case.found)
    case.anchored = max(agreed or 0, case.anchored or 0) or None
    trust.check_pinned(given, case.found)
    text = "The keys are those that were given."
    if agreed is None:
        return text
    return f"{text} Who kept a checkpoint has the same first {counted(agreed, 'entry')}."


STEPS: tuple[tuple[str, Callable[[Case], str]], ...] = (
    ("Container", container),
    ("Format", formats),
    ("Files", whole_files),
    ("Manifest", manifest),
    ("Key log", key_log),
    ("Checkpoints", checkpoints),
    ("Tree", tree),
    ("Entries", entries),
    ("Scope", scope),
    ("Openings", openings),
    ("Absence", absence),
    ("Encrypted content", encrypted),
    ("Time stamps", time_stamps),
    ("Trust", trusted),
)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""
