"""Whether time stamps hold, by the roots that the person trusted when adding authorities.

Promise: reads ledger and keystore, and nothing else. Where no root is trusted nothing is claimed,
and a root speaks only for the time stamps that lead to it and for those of its own upstream.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.stamps import parse_stamp
from desktop_app.model.kinds import EntryKind
from desktop_app.operations.keys_shown import install_id
from desktop_app.operations.keystores import key_stores
from desktop_app.signing.timestamps import Stamp, parse_certificates, verify_timestamp
from desktop_app.upstream.credentials import roots_by_upstream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.ledger.stamps import NotedStamp
    from desktop_app.operations.context import Context


@dataclass(frozen=True, slots=True)
class StampCheck:
    """What a check came to.

    Attributes:
        trusted_us: when the person trusted the root that it was checked against.
        wrong: "" where it holds; "checkpoint": over none that the ledger has; "root": not signed by
            whom that root stands for.
    """

    trusted_us: int
    wrong: Literal["", "checkpoint", "root"] = ""


def checked_stamps(context: Context, seqs: Iterable[int]) -> dict[int, StampCheck]:
    """Check time stamps, by the entries that hold them; what no trusted root is about is not there.

    Raises:
        NotFoundError: there is no ledger.
        BadEncodingError: what the keystore holds of an upstream is damaged.
        KeychainLockedError, KeychainUnavailableError: as the keystore says.
    """
    roots = roots_by_upstream(key_stores(context, ask=False).open(install_id(context)))
    if not roots:
        return {}
    with LedgerReader(context.paths.ledger) as ledger:
        trusted = _trusted(ledger, roots)
        found = {}
        for seq in seqs:
            try:
                noted = parse_stamp(ledger.entry(seq).subject)
            except BadEncodingError:
                continue  # a verification says what is wrong with such an entry
            check = _check(noted, _note(ledger, noted), roots, trusted)
            if check is not None:
                found[seq] = check
    return found


def _trusted(ledger: LedgerReader, roots: Mapping[str, bytes]) -> dict[str, int]:
    """Return when each upstream with a root was added."""
    added = ledger.of_kinds({EntryKind.UPSTREAM_ADDED})
    return {str(one.subject["id"]): one.ts_us for one in added if one.subject["id"] in roots}


def _note(ledger: LedgerReader, noted: NotedStamp) -> bytes | None:
    """Return the checkpoint that it says that it is over."""
    notes = (point.note for point in ledger.checkpoints_of(noted.size))
    return next((n for n in notes if hashlib.sha256(n).digest() == noted.checkpoint), None)


def _check(
    noted: NotedStamp, note: bytes | None, roots: Mapping[str, bytes], trusted: Mapping[str, int]
) -> StampCheck | None:
    own = noted.upstream in roots
    for upstream in sorted(roots, key=lambda one: one != noted.upstream):
        if note is not None and _holds(noted.token, note, roots[upstream]):
            return StampCheck(trusted.get(upstream, 0))
    if not own:
        return None
    return StampCheck(trusted.get(noted.upstream, 0), "checkpoint" if note is None else "root")


def _holds(token: bytes, note: bytes, root: bytes) -> bool:
    try:
        found = verify_timestamp(token, note, roots=parse_certificates(root))
    except (BadEncodingError, BadSignatureError):
        return False
    return isinstance(found, Stamp)
