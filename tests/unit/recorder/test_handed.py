"""Content that an agent hands over: kept by consent, else a digest and a size."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import AgentsShareError, DiskFullError, MalformedRequestError
from desktop_app.model.entry import RECORDER
from desktop_app.receive.request import Sender
from desktop_app.recorder.agents_share import AgentsShare
from desktop_app.recorder.handed import Handed, parse_payload
from desktop_app.redact.marks import digest_of, format_hash
from tests.fakes.gate import everything, of_kind, subjects
from tests.fakes.kept import PROMPTS, give
from tests.fakes.recording import FailingWriter
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

MINE = Sender("mine", "token")
SAID = "a plum-coloured thing"


@pytest.fixture
def handed(made: Recorder) -> Handed:
    """Return what takes payloads of a recorder."""
    redactor = made.pipeline.redactor_in_force
    share = AgentsShare(made.keeping, made.clock)
    return Handed(made.journal, made.run_keys, redactor, made.keeping, made.pause, share=share)


def take(handed: Handed, **value: Any) -> dict[str, Any]:
    """Hand something over."""
    return handed.take({"purpose": PROMPTS, **value}, MINE)


def test_without_a_consent_it_is_a_digest_and_a_size(made: Recorder, handed: Handed) -> None:
    """The digest is the one in marks of the same run; no word is stored."""
    told = take(handed, text=SAID, run_id="r")
    digest = digest_of(format_hash("payload", SAID.encode(), made.run_keys.key("mine", "r")))
    (entry,) = of_kind(made, "payload.kept")
    assert told == {
        "entry": entry.seq,
        "payload_ref": None,
        "payload_hash": digest,
        "bytes": len(SAID),
        "kept": False,
    }
    assert dict(entry.subject) == {
        "label": "payload",
        "purpose": PROMPTS,
        "bytes": len(SAID),
        "digest": digest,
    }
    assert (entry.run_id, dict(entry.actor)) == ("r", {"sender": "mine", "auth": "token"})
    assert SAID.encode() not in everything(made.paths.data_dir)


def test_with_a_consent_it_is_kept(made: Recorder, handed: Handed) -> None:
    """Its reference is known when the answer is; the mark finds it again."""
    give(made, PROMPTS)
    told = take(handed, text=SAID, label="answer", media="text/Markdown")
    (line,) = made.keeping.lines_of(told["entry"])
    assert (told["payload_ref"], told["kept"]) == (line.ref, True)
    assert (line.label, line.media, line.mark) == ("answer", "text/markdown", told["payload_hash"])
    assert made.keeping.vault.read(line.ref) == SAID.encode()
    assert take(handed, text=SAID)["payload_ref"] == line.ref
    assert SAID.encode() not in everything(made.paths.data_dir)


def test_bytes_are_kept_as_they_are(made: Recorder, handed: Handed) -> None:
    """Detectors cannot read them."""
    give(made, PROMPTS)
    data = b"\x89PNG\xff\x00"
    told = take(handed, data_base64=b64encode(data).decode(), media="image/png")
    (line,) = made.keeping.lines_of(told["entry"])
    assert (made.keeping.vault.read(line.ref), line.media) == (data, "image/png")


@pytest.mark.parametrize("as_bytes", [False, True])
def test_secrets_are_taken_out_however_it_comes(
    made: Recorder, handed: Handed, *, as_bytes: bool
) -> None:
    """Text sent as bytes is text; size and digest are of what was sent."""
    give(made, PROMPTS)
    said = f"say {PLANTED['email']} and {PLANTED['github_token']}"
    encoded = b64encode(said.encode()).decode()
    told = take(handed, **({"data_base64": encoded} if as_bytes else {"text": said}))
    (line,) = made.keeping.lines_of(told["entry"])
    kept = made.keeping.vault.read(line.ref)
    assert told["bytes"] == len(said)
    for planted in (PLANTED["email"], PLANTED["github_token"]):
        assert planted.encode() not in kept
    assert b"[token email t_" in kept


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_secrets_are_taken_out_of_what_windows_writes(
    made: Recorder, handed: Handed, encoding: str
) -> None:
    """With a mark or without; what holds none is kept as it came."""
    give(made, PROMPTS)
    secret, plain = f"key {PLANTED['github_token']}".encode(encoding), SAID.encode(encoding)
    kept = []
    for data in (secret, plain, bytes(9), b"\xff\xfe\x00\xd8"):
        told = take(handed, data_base64=b64encode(data).decode())
        (line,) = made.keeping.lines_of(told["entry"])
        kept.append(made.keeping.vault.read(line.ref))
    assert PLANTED["github_token"] not in kept[0].decode()
    assert kept[1:] == [plain, bytes(9), b"\xff\xfe\x00\xd8"]


def test_names_are_redacted(made: Recorder, handed: Handed) -> None:
    """A token in label or run."""
    take(handed, text="x", label=PLANTED["github_token"], run_id=PLANTED["github_token"])
    assert PLANTED["github_token"].encode() not in everything(made.paths.data_dir)


def test_a_pause_keeps_and_writes_nothing(made: Recorder, handed: Handed) -> None:
    """The agent still gets its digest; the pause counts it."""
    give(made, PROMPTS)
    made.pause.start(None, RECORDER)
    told = take(handed, text=SAID)
    assert (told["entry"], told["payload_ref"], told["kept"]) == (None, None, False)
    assert len(told["payload_hash"]) == 32
    assert subjects(made, "payload.kept") == []
    made.pause.end("resumed", RECORDER)
    assert subjects(made, "pause.end")[-1]["rejected"] == {"payloads": 1}


def test_a_full_disk_keeps_the_digest(made: Recorder, handed: Handed) -> None:
    """And the entry says why it is not kept."""
    give(made, PROMPTS)
    made.keeping.vault.floor_bytes = 1 << 62
    assert take(handed, text=SAID)["kept"] is False
    assert subjects(made, "payload.kept")[-1]["not_kept"] == "full"


def test_what_is_over_the_share_of_agents_is_refused(made: Recorder, handed: Handed) -> None:
    """Not a byte of it is stored, and no entry; without a consent its digest still is."""
    made.keeping.set_quota(made.keeping.vault.use().bytes)
    assert take(handed, text=SAID)["kept"] is False
    give(made, PROMPTS)
    with pytest.raises(AgentsShareError):
        take(handed, text=SAID)
    assert len(subjects(made, "payload.kept")) == 1
    assert made.keeping.status()["agents_refused"] == {"room": 1, "rate": 0}


def test_what_cannot_be_written_down_is_not_kept(made: Recorder, handed: Handed) -> None:
    """The sender hears it."""
    give(made, PROMPTS)
    writer = made.journal.writer
    failing = FailingWriter(DiskFullError("full"))
    failing.state = writer.state  # type: ignore[attr-defined]
    made.journal.open(failing)  # type: ignore[arg-type]
    try:
        with pytest.raises(DiskFullError):
            take(handed, text=SAID)
    finally:
        made.journal.open(writer)
    assert made.keeping.vault.pending_after() is None


@pytest.mark.parametrize(
    "value",
    [
        {"text": "x", "data_base64": ""},
        {},
        {"text": 5},
        {"data_base64": "!"},
        {"data_base64": "YQ"},
        {"data_base64": "ä"},
        {"text": "\ud800"},
        {"text": "x", "purpose": "agent action"},
        {"text": "x", "purpose": "export"},
        {"text": "x", "purpose": 5},
        {"text": "x", "purpose": ["x"]},
        {"text": "x", "other": 1},
        {"text": "x", "label": 5},
        {"text": "x", "label": "l" * 201},
        {"text": "x", "label": "\ud800"},
        {"text": "x", "run_id": "r" * 201},
        {"text": "x", "media": "image"},
        {"text": "x", "media": "text/plain; secret=a word"},
        {"text": "x", "media": "text/plain\n"},
    ],
)
def test_what_is_no_payload_is_refused(value: dict[str, Any]) -> None:
    """Nothing is guessed."""
    with pytest.raises(MalformedRequestError):
        parse_payload({"purpose": PROMPTS, **value})


def test_no_word_of_it_is_in_its_repr() -> None:
    """Logs and tracebacks show reprs."""
    assert SAID not in repr(parse_payload({"purpose": PROMPTS, "text": SAID}))
