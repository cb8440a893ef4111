"""A person's consent to keep, and their look at what is kept: written down before it is."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
import zstandard

from desktop_app.control.protocol import MAX_ANSWER_BYTES
from desktop_app.control.server import Call
from desktop_app.errors import (
    DiskFullError,
    NotAnsweredByPersonError,
    NotFoundError,
    UsageError,
    VaultUnavailableError,
)
from desktop_app.host.notices import keep_notice, notice, reveal_notice
from desktop_app.host.peers import Peer
from desktop_app.host.processes import AgentAncestor
from desktop_app.model.content import Content
from desktop_app.recorder import askers, verbs, verbs_vault
from tests.fakes.gate import everything, of_kind, shell, subjects
from tests.fakes.kept import (
    COMMANDS,
    answered,
    ask,
    content,
    give,
    keeping_entries,
    notice_of,
    refuse,
    reveal,
)
from tests.fakes.recording import FailingWriter, entries, restarted
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

COMMAND = "ls plum-coloured"


@pytest.fixture
def ref(made: Recorder) -> str:
    """Return the reference of a command line that is kept."""
    give(made, COMMANDS)
    made.gating.gate.begin(shell(COMMAND, deadline_s=0.1))
    (entry,) = keeping_entries(made)
    return made.keeping.lines_of(entry.seq)[0].ref


def test_consent_is_a_record_of_what_was_shown(made: Recorder) -> None:
    """With how long content stays, and whether it ends by itself."""
    told = give(made, COMMANDS)
    (record,) = of_kind(made, "consent.record")
    assert told == {"entry": record.seq, "purpose": COMMANDS, "keeps": [COMMANDS]}
    assert record.actor["auth"] == "person"
    subject = dict(record.subject)
    assert (subject["purpose"], subject["state"], subject["by"]) == (COMMANDS, "given", "you")
    assert (subject["lasts"], subject["latency_ms"]) == ("always", 900)
    assert subject["notice"]["digest"] == notice_of(COMMANDS).digest
    until_us = made.clock.now_us() + 60_000_000
    give(made, COMMANDS, until_us=until_us)
    found = subjects(made, "consent.record")[-1]
    assert (found["lasts"], found["until_us"]) == ("until", until_us)


def test_a_consent_says_for_how_long_by_the_policy_in_force(made: Recorder) -> None:
    """Whoever was shown another number has consented to something else; so has a refusal."""
    days = {"name": "retention.payload_days", "value": "730", "confirmed": True}
    ask(made, "config.set", **days)
    assert made.status()["retention"]["payload_days"] == 730
    with pytest.raises(NotAnsweredByPersonError):
        give(made, COMMANDS)
    with pytest.raises(NotAnsweredByPersonError):
        refuse(made, COMMANDS)
    shown = keep_notice("keep-command-lines", 730)
    assert "It is kept for 730 days." in shown.text
    ask(made, "consent.give", purpose=COMMANDS, consent=answered(shown))
    assert subjects(made, "consent.record")[-1]["retention_days"] == 730
    ask(made, "consent.refuse", purpose=COMMANDS, consent=answered(shown))
    assert subjects(made, "consent.record")[-1]["state"] == "refused"


def test_a_refusal_ends_what_was_given(made: Recorder) -> None:
    """The newest answer counts; it holds after a restart."""
    give(made, COMMANDS)
    assert refuse(made, COMMANDS)["keeps"] == []
    assert subjects(made, "consent.record")[-1]["state"] == "refused"
    with restarted(made) as other:
        assert other.keeping.keeps() == []
        give(other, COMMANDS)
        assert other.keeping.keeps() == [COMMANDS]
    with restarted(made) as other:
        assert other.keeping.keeps() == [COMMANDS]


def test_what_was_taken_back_can_be_put_back(made: Recorder) -> None:
    """As a grant can, within 10 s; meanwhile nothing is kept."""
    seq = give(made, COMMANDS)["entry"]
    ask(made, "grant.revoke", seq=seq)
    assert subjects(made, "consent.record")[-1]["state"] == "withdrawn"
    assert made.keeping.keeps() == []
    ask(made, "grant.put_back", seq=seq)
    assert made.keeping.keeps() == [COMMANDS]
    assert subjects(made, "consent.record")[-1]["puts_back"] == seq


@pytest.mark.parametrize(
    "args",
    [
        {"purpose": "agent action"},
        {"purpose": "export"},
        {"purpose": "keep everything"},
        {"purpose": None},
        {"until_us": 5},
        {"until_us": True},
        {"until_us": "tomorrow"},
        {"until_us": 1 << 80},
    ],
)
def test_nonsense_gives_nothing(made: Recorder, args: dict[str, Any]) -> None:
    """Nor does it write anything."""
    size = len(entries(made))
    consent = answered(notice_of(COMMANDS))
    with pytest.raises(UsageError):
        ask(made, "consent.give", **{"purpose": COMMANDS, "consent": consent, **args})
    assert len(entries(made)) == size


@pytest.mark.parametrize(
    "consent",
    [
        None,
        {},
        {"digest": "x", "latency_ms": 5},
        {"digest": notice("reveal", words={"what": "", "reason": ""}).digest, "latency_ms": 5},
        {"digest": notice_of(COMMANDS).digest, "latency_ms": "5"},
        {"digest": 5, "latency_ms": 5},
    ],
)
@pytest.mark.parametrize("verb", ["consent.give", "consent.refuse"])
def test_an_answer_to_another_text_is_none(made: Recorder, verb: str, consent: Any) -> None:
    """Whoever did not read what holds now did not answer."""
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, verb, purpose=COMMANDS, consent=consent)
    assert made.keeping.keeps() == []


@pytest.mark.parametrize("latency_ms", [-5, 1 << 70])
def test_an_odd_latency_is_bounded(made: Recorder, latency_ms: int) -> None:
    """It is no reason to lose the answer."""
    consent = answered(notice_of(COMMANDS), latency_ms)
    ask(made, "consent.give", purpose=COMMANDS, consent=consent)
    assert made.keeping.keeps() == [COMMANDS]


def test_an_agent_neither_consents_nor_looks(
    made: Recorder, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it confirms and knows the words; what nobody confirmed is refused, too."""
    found = AgentAncestor("codex", 5, "CODEX_CI")
    consent = answered(notice_of(COMMANDS))
    shown = reveal_notice("command_line", len(COMMAND), keeping_entries(made)[0].seq, "why")
    asked: list[tuple[str, dict[str, Any]]] = [
        ("consent.give", {"purpose": COMMANDS, "consent": consent}),
        ("consent.refuse", {"purpose": COMMANDS, "consent": consent}),
        ("vault.reveal", {"ref": ref, "reason": "why", "consent": answered(shown)}),
    ]
    for agent in (found, None):
        monkeypatch.setattr(askers, "agent_ancestor", lambda _pid, agent=agent: agent)
        monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))
        for verb, args in asked:
            confirmed = agent is not None
            call = Call({**args, "confirmed": confirmed}, Peer(0, 77), lambda *_: None)
            with pytest.raises(NotAnsweredByPersonError):
                verbs.bind(made)[verb].handler(call)
    assert len(of_kind(made, "consent.record")) == 1
    assert subjects(made, "vault.reveal") == []
    assert made.keeping.keeps() == [COMMANDS]


def test_a_look_is_an_entry_first(made: Recorder, ref: str) -> None:
    """It names what was shown, why, and the words that the person agreed to; no content."""
    told = reveal(made, ref, f"asked by {PLANTED['email']}")
    (entry,) = of_kind(made, "vault.reveal")
    assert b64decode(told["data_base64"]) == COMMAND.encode()
    assert (told["entry"], told["offset"], told["next"]) == (entry.seq, 0, None)
    assert told["bytes"] == len(COMMAND)
    subject = dict(entry.subject)
    assert PLANTED["email"] not in str(subject["reason"])
    assert str(subject["reason"]).startswith("asked by [token email")
    assert {name: subject[name] for name in ("ref", "label", "purpose", "bytes", "entry")} == {
        "ref": ref,
        "label": "command_line",
        "purpose": COMMANDS,
        "bytes": len(COMMAND),
        "entry": keeping_entries(made)[0].seq,
    }
    assert (subject["notice"]["name"], subject["latency_ms"]) == ("reveal", 900)
    assert entry.actor["auth"] == "person"
    assert COMMAND.encode() not in everything(made.paths.data_dir)


def test_what_cannot_be_written_down_is_not_shown(made: Recorder, ref: str) -> None:
    """Not a byte of it."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))  # type: ignore[arg-type]
    with pytest.raises(DiskFullError):
        reveal(made, ref)
    made.journal.open(writer)


def test_it_is_known_without_a_look(made: Recorder, ref: str) -> None:
    """Anybody may ask what it is; nothing is written."""
    size = len(entries(made))
    about = ask(made, "vault.about", ref=ref)
    assert (about["label"], about["bytes"], about["media"]) == ("command_line", 16, "text/plain")
    assert len(entries(made)) == size
    with pytest.raises(NotFoundError):
        ask(made, "vault.about", ref="a" * 32)
    with pytest.raises(UsageError):
        ask(made, "vault.about")


@pytest.mark.parametrize("reason", ["", "  ", "r" * 501, None])
def test_a_look_needs_a_reason(made: Recorder, ref: str, reason: str | None) -> None:
    """A short one."""
    with pytest.raises(UsageError):
        ask(made, "vault.reveal", ref=ref, reason=reason)


@pytest.mark.parametrize("offset", [-1, True, "5", 1.5])
def test_an_odd_place_is_refused(made: Recorder, ref: str, offset: Any) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError):
        reveal(made, ref, offset=offset)
    assert subjects(made, "vault.reveal") == []


def test_what_is_long_comes_in_pieces(
    made: Recorder, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under one entry; a piece without it, or of other content, is refused."""
    monkeypatch.setattr(verbs_vault, "PIECE_BYTES", 10)
    first = reveal(made, ref)
    assert (b64decode(first["data_base64"]), first["next"]) == (COMMAND.encode()[:10], 10)
    second = ask(made, "vault.reveal", ref=ref, entry=first["entry"], offset=10)
    assert (b64decode(second["data_base64"]), second["next"]) == (COMMAND.encode()[10:], None)
    beyond = ask(made, "vault.reveal", ref=ref, entry=first["entry"], offset=100)
    assert (beyond["data_base64"], beyond["next"]) == ("", None)
    assert len(of_kind(made, "vault.reveal")) == 1
    for entry, other in ((first["entry"] + 1, ref), (first["entry"], "a" * 32)):
        with pytest.raises(UsageError, match="ask anew"):
            ask(made, "vault.reveal", ref=other, entry=entry, offset=10)


def test_what_is_long_comes_packed_to_who_asks_for_that(
    made: Recorder, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One frame of all of it, cut into pieces; the size is that of the content."""
    entry = reveal(made, ref)["entry"]
    asked = {"ref": ref, "entry": entry, "packed": True}
    whole = ask(made, "vault.reveal", offset=0, **asked)
    assert (whole["packed"], whole["bytes"], whole["next"]) == (True, len(COMMAND), None)
    frame = b64decode(whole["data_base64"])
    assert zstandard.ZstdDecompressor().decompressobj().decompress(frame) == COMMAND.encode()
    monkeypatch.setattr(verbs_vault, "PIECE_BYTES", 10)
    pieces, at = b"", 0
    while at is not None:
        told = ask(made, "vault.reveal", offset=at, **asked)
        pieces, at = pieces + b64decode(told["data_base64"]), told["next"]
    assert pieces == frame


def test_a_piece_fits_an_answer() -> None:
    """Of the control socket, as base64."""
    assert verbs_vault.PIECE_BYTES * 4 // 3 + 1_000 < MAX_ANSWER_BYTES


def test_what_was_shredded_is_not_shown(made: Recorder, ref: str) -> None:
    """And nothing of it is known any more."""
    made.keeping.vault.shred([keeping_entries(made)[0].seq])
    with pytest.raises(NotFoundError, match="Nothing is kept"):
        reveal(made, ref)
    assert subjects(made, "vault.reveal") == []


def test_the_same_content_of_two_entries_is_named_by_the_first(made: Recorder, ref: str) -> None:
    """It lies there once."""
    made.gating.gate.begin(shell(COMMAND, run_id="run-2", deadline_s=0.1))
    first, second = keeping_entries(made)
    assert made.keeping.lines_of(second.seq)[0].ref == ref
    assert ask(made, "vault.about", ref=ref)["entry"] == first.seq
    assert content(made, ref) == COMMAND.encode()


def test_without_a_vault_nothing_is_shown(made: Recorder, ref: str) -> None:
    """It says why; a consent is taken all the same, and keeps nothing for now."""
    made.keeping.close()
    for verb in ("vault.about", "vault.reveal"):
        with pytest.raises(VaultUnavailableError, match="stopping"):
            ask(made, verb, ref=ref, reason="why")
    assert give(made, COMMANDS)["keeps"] == []
    assert made.keeping.keep([], 0)[0] == []
    assert Content("x", COMMANDS, b"y").media == "text/plain"
