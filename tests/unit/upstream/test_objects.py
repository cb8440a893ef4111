"""Objects: names that belong to their bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BugError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.upstream.objects import bundle_name, checkpoint
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from pathlib import Path

INSTALL = "00112233445566aa"


def test_checkpoints_of_a_real_ledger(tmp_path: Path) -> None:
    """Each has a name of its own, which says its size and begins its digest; bytes as stored."""
    with LedgerReader(standard(tmp_path).path) as ledger:
        stored, install = ledger.checkpoints(), ledger.install_id()
    names = set()
    for one in stored:
        made = checkpoint(install, one)
        digest = sha256(one.note).hexdigest()
        assert made.name == f"{install}/checkpoints/{one.size}-{digest[:16]}"
        assert made.data == one.note
        assert made.content_type == "text/plain; charset=utf-8"
        assert parse_checkpoint(made.data.decode().partition("\n\n")[0] + "\n").size == one.size
        names.add(made.name)
    assert len(names) == len(stored) > 1


def test_a_bundle_is_named_by_its_digest() -> None:
    """The file itself is not read here."""
    digest = sha256(b"zip").hexdigest()
    assert bundle_name(INSTALL, digest) == f"{INSTALL}/bundles/{digest}.zip"


@pytest.mark.parametrize(
    ("install", "digest"),
    [("..", "0" * 64), ("0011/2233445566", "0" * 64), (INSTALL, "../x"), (INSTALL, "0" * 63)],
)
def test_no_name_leads_elsewhere(install: str, digest: str) -> None:
    """Whoever called made a mistake."""
    with pytest.raises(BugError):
        bundle_name(install, digest)
