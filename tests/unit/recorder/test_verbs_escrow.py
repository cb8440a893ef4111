"""Verbs of escrow: a person's, an entry each, in force from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage
import pytest

from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.model.content import Content
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers
from desktop_app.recorder.verbs_escrow import escrow_add, escrow_list, escrow_remove
from desktop_app.vault.recover import Recovery
from tests.fakes.consented import call, unconfirmed
from tests.fakes.gate import of_kind
from tests.fakes.recording import restarted

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.control.server import Call
    from desktop_app.recorder.recorder import Recorder

AUDITOR = pyrage.x25519.Identity.generate()
WHO = str(AUDITOR.to_public())


def keep(made: Recorder, data: bytes) -> None:
    """Keep something, and let the vault write down for which entry."""
    vault = made.keeping.vault
    vault.settle(vault.keep([Content("x", "keep command lines", data)], after=1), data[0])
    vault.use()


def whys(made: Recorder) -> dict[int, str]:
    """Return why each piece cannot be had by the auditor."""
    made.keeping.vault.lines_of(0)  # settles
    with Recovery(made.paths.vault, str(AUDITOR)) as recovery:
        return {piece.seq: piece.why for piece in recovery.pieces()}


def test_from_then_on_and_no_longer(made: Recorder) -> None:
    """What was kept before is sealed to nobody; a restart goes on; taken out, no more is."""
    assert escrow_list(made, unconfirmed()) == {"recipients": []}
    keep(made, b"a")
    told = escrow_add(made, call(recipient=f" {WHO} "))
    (entry,) = of_kind(made, "command")
    assert told == {"recipients": [WHO], "entry": entry.seq}
    assert entry.subject == {"verb": "vault escrow add", "recipient": WHO}
    keep(made, b"b")
    assert escrow_list(made, unconfirmed()) == {"recipients": [WHO]}
    assert whys(made) == {ord("a"): "not escrowed", ord("b"): ""}
    with restarted(made) as other:
        assert other.keeping.vault.escrow
        assert escrow_remove(other, call(recipient=WHO))["recipients"] == []
        keep(other, b"c")
        assert whys(other)[ord("c")] == "not escrowed"


@pytest.mark.parametrize("verb", [escrow_add, escrow_remove])
def test_only_a_person(made: Recorder, verb: Callable[[Recorder, Call], object]) -> None:
    """Unconfirmed or wrong: no entry, no change."""
    with pytest.raises(NotAnsweredByPersonError):
        verb(made, unconfirmed(recipient=WHO))
    with pytest.raises(UsageError):
        escrow_add(made, call(recipient="me"))
    assert of_kind(made, "command") == []


def test_nobody_is_named_beside_the_ledger(made: Recorder) -> None:
    """Neither by a file in the data directory nor by a note that no person confirmed."""
    (made.paths.data_dir / "escrow.txt").write_text(f"{WHO}\n")
    actor = askers.actor(unconfirmed())
    made.journal.note(
        EntryKind.COMMAND, {"verb": "vault escrow add", "recipient": WHO}, actor=actor
    )
    with restarted(made) as other:
        assert other.keeping.escrows.recipients == ()
        assert not other.keeping.vault.escrow


def test_a_recipient_that_is_none_keeps_nothing_rather_than_for_fewer(made: Recorder) -> None:
    """The vault stays shut and says why."""
    person = askers.actor(call())
    made.journal.note(
        EntryKind.COMMAND, {"verb": "vault escrow add", "recipient": "somebody"}, actor=person
    )
    with restarted(made) as other:
        assert "no age recipient" in other.keeping.why
        assert other.keeping.status()["open"] is False
