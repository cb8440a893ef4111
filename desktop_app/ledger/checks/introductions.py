"""The signed entries of step 6, judged by `signing.keylog`: what does not hold ends the walk.

Each function returns what the entry brings, or adds what is wrong to the findings and raises
`WalkEndedError`: without its keys nothing after it can be judged.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import KeyLogError
from desktop_app.ledger.checks.source import WalkEndedError
from desktop_app.signing import keylog
from desktop_app.signing.keys import HAS_MLDSA44

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keylog import Introduced
    from desktop_app.signing.keys import PublicPair


def log_start(leaf: Leaf, found: Findings) -> tuple[PublicPair, str]:
    """Read entry 0: the root keys, and who guards them."""
    with _refusing(leaf, found):
        start = keylog.log_start(leaf.entry)
    if start.adopted:
        found.warn(
            "adopted",
            "This log goes on from another one, which it names; what was before is told there.",
            seq=leaf.seq,
        )
    if not keylog.origin_fits(leaf.entry):
        found.invalid("install", "The log's origin is not that of its install id.", seq=leaf.seq)
    if not HAS_MLDSA44:
        found.warn("second_signatures", "Second signatures (ML-DSA-44) were not checked.")
    return start.root, start.custody


def introduce(
    leaf: Leaf, *, root: PublicPair, previous: PublicPair | None, found: Findings
) -> Introduced:
    """Check an introduction; `previous` None: the first epoch."""
    with _refusing(leaf, found):
        return keylog.introduce(leaf.entry, root=root, previous=previous)


def rotate(leaf: Leaf, *, root: PublicPair, found: Findings) -> PublicPair:
    """Check a rotation and return the new root."""
    with _refusing(leaf, found):
        return keylog.rotate(leaf.entry, root=root)


def seal(leaf: Leaf, found: Findings) -> bool:
    """Read a seal's fields; return whether it was late."""
    with _refusing(leaf, found):
        return keylog.seal(leaf.entry)


def refuse(
    leaf: Leaf, found: Findings, code: str, what: str, error: Exception | None = None
) -> NoReturn:
    """Add a finding about a signed entry, and end the walk."""
    found.invalid(code, f"Entry {leaf.seq} ({leaf.entry.kind}): {what.rstrip('.')}.", seq=leaf.seq)
    raise WalkEndedError from error


@contextmanager
def _refusing(leaf: Leaf, found: Findings) -> Iterator[None]:
    try:
        yield
    except KeyLogError as error:
        refuse(leaf, found, error.finding, error.message, error)
