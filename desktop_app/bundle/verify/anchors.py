"""Step 13: RFC 3161 time stamps over checkpoints (ATTACKS D04 to D06).

Promise: a time stamp over other bytes is INVALID; one that is badly signed, or that no given root
stands for, anchors nothing: anything on the computer can bring such a one into the ledger, and must
not break a bundle by it. Neither a missing library nor a missing root is a failure: it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.layout import (
    MAX_SMALL_BYTES,
    Part,
    anchor_path,
    chain_path,
    checkpoint_path,
    parse_path,
)
from desktop_app.errors import BadEncodingError, BadSignatureError, HostileBundleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.findings import Findings
    from desktop_app.signing.timestamps import Stamp, Untrusted

MAX_ANCHORS: Final = 256
NOT_CHECKED: Final = "Time stamps are present, not checked here."


@dataclass(frozen=True, slots=True)
class Anchored:
    """The checkpoint of `size` existed at `time_us` (microseconds since 1970 UTC), says `tsa`."""

    size: int
    time_us: int
    tsa: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What time stamps there are, what they anchor, and why the others do not: sentences."""

    present: int
    anchored: tuple[Anchored, ...] = ()
    reasons: tuple[str, ...] = ()


def check_anchors(files: Files, tsa_roots: Sequence[bytes], findings: Findings) -> Anchors:
    """Check every time stamp of a bundle.

    Args:
        files: the bundle.
        tsa_roots: PEM of the roots that are trusted to stamp times.
        findings: told what is INVALID.

    Raises:
        BadEncodingError: a root that is no PEM certificate.
        HostileBundleError: more than 256 time stamps, or one over 1 MiB.
    """
    sizes = _sizes(files)
    if len(sizes) > MAX_ANCHORS:
        raise HostileBundleError(f"{len(sizes)} time stamps; a bundle has at most {MAX_ANCHORS}.")
    if not sizes:
        return Anchors(0)
    if not tsa_roots:
        return Anchors(len(sizes), reasons=(f"{NOT_CHECKED} Give --tsa-root to check them.",))
    try:
        import rfc3161_client  # noqa: F401, PLC0415 - optional

        from desktop_app.signing import timestamps  # noqa: PLC0415 - needs a new `cryptography`
    except ImportError:
        return Anchors(len(sizes), reasons=(NOT_CHECKED,))
    roots = [root for pem in tsa_roots for root in timestamps.parse_certificates(pem)]
    anchored: list[Anchored] = []
    reasons: list[str] = []
    for size in sizes:
        try:
            outcome = _check(files, size, roots)
        except (BadEncodingError, BadSignatureError) as error:
            findings.invalid("timestamp", f"Time stamp of size {size}: {error.message}")
            continue
        if isinstance(outcome, timestamps.Stamp):
            anchored.append(Anchored(size, outcome.time_us, outcome.tsa))
        else:
            reasons.append(f"Time stamp of size {size}: {outcome.reason}.")
    return Anchors(len(sizes), tuple(anchored), tuple(reasons))


def _sizes(files: Files) -> list[int]:
    sizes = []
    for path in files.paths():
        parsed = parse_path(path)
        if parsed is not None and parsed[0] is Part.ANCHOR:
            sizes.append(parsed[1][0])
    return sorted(sizes)


def _check(files: Files, size: int, roots: Sequence[x509.Certificate]) -> Stamp | Untrusted:
    from desktop_app.signing.timestamps import (  # noqa: PLC0415 - as above
        Untrusted,
        parse_certificates,
        read_timestamp,
        verify_timestamp,
    )

    checkpoint, chain = checkpoint_path(size), chain_path(size)
    if not files.has(checkpoint):
        raise BadEncodingError(f"there is no {checkpoint} that it could be over.")
    others = parse_certificates(files.read(chain, MAX_SMALL_BYTES)) if files.has(chain) else ()
    token, note = (files.read(one, MAX_SMALL_BYTES) for one in (anchor_path(size), checkpoint))
    try:
        return verify_timestamp(token, note, roots=roots, others=others)
    except BadSignatureError as error:
        if read_timestamp(token).is_over(note):
            return Untrusted(error.message.removesuffix("."))
        raise
