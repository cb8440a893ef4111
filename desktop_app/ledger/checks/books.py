"""The writer's bookkeeping, recomputed: `epochs`, `run_seqs`, `meta`; the shape of `run_keys`.

None of it is evidence, but the next recorder starts from it, so it must say what the leaves say.
"""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, CountersignError
from desktop_app.ledger.checks.source import rows
from desktop_app.model import canonical
from desktop_app.signing.statements import epoch_statement, mac_commitment, verify_introduction
from desktop_app.tlog.note import encode_utf8

if TYPE_CHECKING:
    import apsw

    from desktop_app.ledger.checks.epochs import Epoch
    from desktop_app.ledger.checks.runs import Runs
    from desktop_app.ledger.trust import HeldKeys
    from desktop_app.model.canonical import JSON
    from desktop_app.model.findings import Findings

_EPOCHS = "SELECT epoch, first_seq FROM main.epochs NOT INDEXED ORDER BY epoch"
_RUN_SEQS = "SELECT sender, run_id, next FROM main.run_seqs NOT INDEXED"
_RUN_KEYS = "SELECT sender, run_id, secret FROM main.run_keys NOT INDEXED"
_META = "SELECT key, value FROM main.meta NOT INDEXED"
_SECRET_BYTES = 32
_SIGNATURES = frozenset(("previous_ed25519", "previous_mldsa44"))
HANDOVER = "handover"
_OPTIONAL = frozenset((HANDOVER, "aside"))  # aside: name of the file that an adopted log replaced
_META_ROWS = 16  # far more than there are


def check_epochs(db: apsw.Connection, first_seqs: list[int], found: Findings) -> None:
    """Check that the table `epochs` is the list of epochs that the leaves have."""
    told = rows(db, _EPOCHS, (int, int), found)
    if any(one != two for one, two in zip_longest(told, enumerate(first_seqs, 1))):
        found.invalid("table_epochs", "The table of epochs is not that of the entries.")


def check_run_seqs(db: apsw.Connection, runs: Runs, found: Findings) -> None:
    """Check that the table `run_seqs` counts each run as the leaves do. Empties `runs`."""
    for sender, run_id, following in rows(db, _RUN_SEQS, (str, str, int), found):
        if runs.pop(sender, run_id, following) != following:
            found.invalid("table_runs", f"The run {run_id[:80]!r} is counted wrong.")
    if runs.left():
        found.invalid("table_runs", f"{runs.left()} runs are not counted.")


def check_run_keys(db: apsw.Connection, found: Findings) -> None:
    """Check the shape of the runs' secrets; what they are cannot be checked."""
    for _, run_id, secret in rows(db, _RUN_KEYS, (str, str, bytes), found):
        if len(secret) != _SECRET_BYTES:
            found.invalid("table_run_keys", f"The key of the run {run_id[:80]!r} is not 32 bytes.")


def read_meta(db: apsw.Connection, found: Findings) -> dict[str, str]:
    """Return the facts about the file."""
    return dict(islice(rows(db, _META, (str, str), found), _META_ROWS))


def check_meta(
    meta: dict[str, str], *, install: str, root_seq: int, sealed: bool, found: Findings
) -> None:
    """Check that `meta` says what entry 0, the last rotation and the last seal say."""
    expected = {"install": install, "root_seq": str(root_seq)}
    if {name: text for name, text in meta.items() if name not in _OPTIONAL} != expected:
        found.invalid("table_meta", "What the file says of itself is not what its entries say.")
    if (HANDOVER in meta) and not sealed:
        found.invalid("handover", "A hand-over is left in an epoch that runs.")


def check_handover(
    text: str,
    *,
    log: str,
    size: int,
    prev: bytes,
    epoch: Epoch,
    held: HeldKeys | None,
    found: Findings,
) -> None:
    """Check the signatures that a stopped recorder left for the next epoch's introduction.

    With the next epoch's keys at hand they are verified; else only their shape can be.
    """
    try:
        signatures = _handover_signatures(text, epoch.number + 1)
        if held is not None and epoch.introduced is not None:
            statement = epoch_statement(
                log=log,
                epoch=epoch.number + 1,
                seq=size,
                prev=prev,
                keys=held.public,
                mac=mac_commitment(held.mac),
            )
            verify_introduction(statement, signatures, root=epoch.introduced.keys, previous=None)
    except CountersignError as error:
        found.invalid("handover", f"The hand-over to the next epoch: {error.message}")


def _handover_signatures(text: str, number: int) -> dict[str, JSON]:
    """Return the signatures under the names that an introduction by one signer has."""
    value = canonical.decode(encode_utf8(text))
    signatures = value.get("signatures")
    if value.keys() != {"epoch", "signatures"} or value["epoch"] != number:
        raise BadEncodingError("It is to another epoch.")
    if not isinstance(signatures, dict) or signatures.keys() != _SIGNATURES:
        raise BadEncodingError("It lacks signatures.")
    return {name.replace("previous", "root"): found for name, found in signatures.items()}
