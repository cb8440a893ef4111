"""Several pieces by one reason; a picture by hand."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotAnsweredByPersonError, NotFoundError, UsageError
from desktop_app.host.notices import reveal_all_notice
from desktop_app.model.purposes import COMMANDS, SCREENSHOTS
from desktop_app.recorder import verbs_evidence, verbs_vault
from tests.fakes.consented import call, give, shown, unconfirmed
from tests.fakes.gate import of_kind, shell, subjects
from tests.fakes.ledger_place import until
from tests.fakes.screens import FakeDesktop

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

REASON = "to look through it"


def kept(made: Recorder) -> tuple[list[str], list[int]]:
    """Keep two command lines; return their references and entries."""
    give(made, COMMANDS)
    for command in ("ls -l", "ls -a"):
        made.gating.gate.begin(shell(command))
    seqs = [one.seq for one in of_kind(made, "action.intent")]
    return [made.keeping.lines_of(seq)[0].ref for seq in seqs], seqs


def test_one_entry_for_all(made: Recorder) -> None:
    """Each can be read by that entry then, and nothing else."""
    refs, seqs = kept(made)
    notice = reveal_all_notice(2, 10, seqs[0], seqs[1], REASON)
    asked = call(refs=[*refs, refs[0]], reason=REASON, consent=shown(notice))
    told = verbs_evidence.reveal_all(made, asked)
    (entry,) = of_kind(made, "vault.reveal")
    assert (told["entry"], told["refs"], told["bytes"]) == (entry.seq, 2, 10)
    assert (entry.subject["refs"], entry.subject["reason"]) == (refs, REASON)
    for ref, text in zip(refs, (b"ls -l", b"ls -a"), strict=True):
        found = verbs_vault.vault_reveal(made, call(ref=ref, entry=entry.seq))
        assert b64decode(str(found["data_base64"])) == text
    with pytest.raises(UsageError):
        verbs_vault.vault_reveal(made, call(ref="a" * 32, entry=entry.seq))


def test_what_is_refused(made: Recorder) -> None:
    """Nobody confirmed, no references, unknown ones, an answer to another text."""
    refs, _ = kept(made)
    with pytest.raises(NotAnsweredByPersonError):
        verbs_evidence.reveal_all(made, unconfirmed(refs=refs, reason=REASON))
    for wrong in (None, [], "x", ["a"] * 501):
        with pytest.raises(UsageError):
            verbs_evidence.reveal_all(made, call(refs=wrong, reason=REASON))
    with pytest.raises(NotFoundError):
        verbs_evidence.reveal_all(made, call(refs=["a" * 32], reason=REASON))
    other = shown(reveal_all_notice(1, 10, 1, 2, REASON))
    with pytest.raises(NotAnsweredByPersonError):
        verbs_evidence.reveal_all(made, call(refs=refs, reason=REASON, consent=other))
    assert subjects(made, "vault.reveal") == []


def test_a_picture_by_hand(made: Recorder) -> None:
    """Under the same consent as all others."""
    made.pictures._open_screen = lambda: FakeDesktop().screen
    give(made, SCREENSHOTS)
    told = verbs_evidence.capture_take(made, call(region="monitor"))
    until(lambda: bool(subjects(made, "capture")))
    (found,) = subjects(made, "capture")
    assert (found["shot"], found["trigger"], found["region"]) == (told["shot"], "hand", "monitor")
    assert verbs_evidence.capture_take(made, call())["shot"] != told["shot"]
    with pytest.raises(UsageError):
        verbs_evidence.capture_take(made, call(region="moon"))
