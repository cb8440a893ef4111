"""A ledger's report says what its vault came to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.operations.verify_vault import told_by, verify_vault
from desktop_app.vault.vault import Vault
from tests.fakes.ledger_builder import START_US, Built, command, empty
from tests.fakes.vault_place import QUOTA, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.ledger.report import Report

KEY = bytes(range(32))
PERSON = {"sender": "", "auth": "person"}


class Both:
    """A ledger and its vault, both open."""

    def __init__(self, folder: Path) -> None:
        self.built: Built = empty(folder)
        self.writer = self.built.open()
        self.writer.append([command()]).result()
        with LedgerReader(self.built.path) as reader:
            install, self.size = reader.install_id(), reader.size()
        self.path = folder / "vault.db"
        ids = self.built.ids
        Vault.create(self.path, KEY, ids, install=install)
        self.vault = Vault.open(self.path, KEY, ids, install=install, quota_bytes=QUOTA)

    def append(self, kind: EntryKind, subject: dict[str, object]) -> int:
        """Append an entry; return its number."""
        (one,) = self.writer.append([Draft(kind, PERSON, subject)]).result()  # type: ignore[arg-type]  # JSON
        self.size = one.seq + 1
        return one.seq

    def keep(self, data: bytes) -> str:
        """Keep a prompt for a new entry; return its ref."""
        pending = self.vault.keep([prompt(data)], after=self.size)
        self.vault.settle(
            pending, self.append(EntryKind.PAYLOAD_KEPT, {"kept": pending.kept.to_json()})
        )
        return pending.lines[0].ref

    def verify(self, key: bytes | None = KEY) -> Report:
        """Judge both."""
        report = audit(self.built.path, trust=self.built.trust(), now_us=START_US)
        return verify_vault(report, self.built.path, vault_key=key)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """A ledger and its vault, both open."""
    made = Both(tmp_path)
    yield made
    made.vault.close()
    made.writer.close()


def test_a_whole_vault_is_said(both: Both) -> None:
    """While both are written to; what is kept later than the report is not judged."""
    both.keep(b"hello")
    both.keep(b"hello")
    report = both.verify()
    assert report.verdict is Verdict.CONSISTENT
    assert report.sentence.endswith("agrees with its commitment.")
    assert report.vault is not None
    assert (report.vault.lists, report.vault.payloads) == (2, 1)
    both.keep(b"later")
    later = verify_vault(replace(report, vault=None), both.built.path, vault_key=KEY)
    assert later.vault is not None
    assert (later.verdict, later.vault.lists) == (Verdict.CONSISTENT, 2)


def test_without_its_key_that_is_not_proven(both: Both) -> None:
    """It is checked as far as that goes."""
    both.keep(b"hello")
    report = both.verify(None)
    assert report.verdict is Verdict.CONSISTENT
    assert any("vault key" in one for one in report.not_proven)


def test_a_vault_that_is_gone_is_incomplete(both: Both) -> None:
    """The entry that says that it keeps something is named."""
    both.keep(b"hello")
    both.vault.close()
    both.path.unlink()
    report = both.verify()
    assert (report.verdict, report.first_bad_seq) == (Verdict.INCOMPLETE, both.size - 1)
    assert report.vault is None


@pytest.mark.attack("F08")
def test_content_is_shown_with_an_entry_of_its_own(both: Both) -> None:
    """Of that kind, of that content."""
    ref = both.keep(b"hello")
    both.vault.note_reveal(ref, both.append(EntryKind.VAULT_REVEAL, {"ref": ref}), 1)
    assert both.verify().verdict is Verdict.CONSISTENT
    for kind, subject in (
        (EntryKind.COMMAND, {"verb": "x", "ref": ref}),
        (EntryKind.VAULT_REVEAL, {"ref": "another"}),
        (EntryKind.VAULT_REVEAL, {"ref": 1}),
    ):
        seq = both.append(kind, dict(subject))
        both.vault.note_reveal(ref, seq, 1)
        report = both.verify()
        assert (report.verdict, report.exit_code) == (Verdict.POLICY_VIOLATION, 41)
    with LedgerReader(both.built.path) as reader:
        assert told_by(reader, "", both.size).revealed(10_000) == frozenset()


def test_what_is_no_ledger_is_left_as_it_is(both: Both, tmp_path: Path) -> None:
    """Nothing is known to compare a vault with."""
    report = audit(tmp_path / "none.db", trust=both.built.trust(), now_us=START_US)
    assert verify_vault(report, tmp_path / "none.db", vault_key=KEY) is report


def test_a_ledger_that_cannot_be_read_again_is_said(both: Both, tmp_path: Path) -> None:
    """The report stands."""
    report = both.verify()
    again = verify_vault(report, tmp_path / "none.db", vault_key=KEY)
    assert again.verdict is report.verdict
    assert [one.code for one in again.findings][-1] == "vault_not_examined"
