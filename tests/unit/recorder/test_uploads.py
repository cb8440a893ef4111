"""Long content comes in pieces, under the promises of what comes whole; what is cut off is gone."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import (
    AgentsShareError,
    MalformedRequestError,
    OverloadedError,
    StorageError,
    TooLargeError,
)
from desktop_app.model.entry import RECORDER
from desktop_app.receive.request import Sender
from desktop_app.recorder import uploads as module
from desktop_app.recorder.spool import PREFIX, Spool
from desktop_app.recorder.uploads import MOST, Upload, Uploads
from desktop_app.redact.marks import digest_of, format_hash
from tests.fakes.clock import FakeClock
from tests.fakes.gate import everything, of_kind, subjects
from tests.fakes.kept import PROMPTS, give, refuse
from tests.fakes.redaction import PLANTED
from tests.fakes.uploading import ZIP, uploads_of
from tests.fakes.vault_place import noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.recorder.recorder import Recorder

MINE = Sender("mine", "token")
SAID = b"a plum-coloured thing, "
LONG = noise(1_500_000)


@pytest.fixture
def uploads(made: Recorder) -> Iterator[Uploads]:
    """Return what takes long content."""
    found = uploads_of(made, FakeClock())
    yield found
    found.close()


def begin(uploads: Uploads, media: str = ZIP, declared: int = 0, **named: str) -> Upload:
    """Begin one."""
    return uploads.begin({"purpose": PROMPTS, **named}, media, declared, MINE)


def fill(upload: Upload, data: bytes, size: int = 100_000) -> Upload:
    """Write all of it."""
    for start in range(0, len(data), size):
        upload.write(data[start : start + size])
    return upload


def take(uploads: Uploads, data: bytes, media: str = ZIP, **named: str) -> dict[str, Any]:
    """Hand something over; return the answer."""
    upload = fill(begin(uploads, media, **named), data)
    told = dict(upload.end().result(60))
    upload.close()
    return told


def rows(made: Recorder) -> list[int]:
    """Return how many payloads and chunks there are."""
    return [
        made.keeping.vault._db.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608 - our own words
        for table in ("payloads", "chunks")
    ]


def test_without_a_consent_it_is_a_digest_and_a_size(
    made: Recorder, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not even written to the disk on its way."""
    monkeypatch.setattr(module, "Spool", None)
    told = take(uploads, LONG, run_id="r", label="trace")
    digest = digest_of(format_hash("payload", LONG, made.run_keys.key("mine", "r")))
    (entry,) = of_kind(made, "payload.kept")
    assert told == {
        "entry": entry.seq,
        "payload_ref": None,
        "payload_hash": digest,
        "bytes": len(LONG),
        "kept": False,
    }
    assert dict(entry.subject) == {
        "label": "trace",
        "purpose": PROMPTS,
        "bytes": len(LONG),
        "digest": digest,
    }


def test_with_a_consent_it_is_kept(made: Recorder, uploads: Uploads) -> None:
    """As it came; the same content is the same payload, however it is cut."""
    give(made, PROMPTS)
    told = take(uploads, LONG, "Application/Zip; charset=x", label="trace", run_id="r")
    (line,) = made.keeping.lines_of(told["entry"])
    assert (told["payload_ref"], told["kept"]) == (line.ref, True)
    assert (line.label, line.media, line.mark) == ("trace", ZIP, told["payload_hash"])
    assert made.keeping.vault.read(line.ref) == LONG
    upload = fill(begin(uploads), LONG, 7_001)
    assert upload.end().result(60)["payload_ref"] == line.ref
    assert rows(made) == [1, 6]
    assert take(uploads, b"")["kept"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_secrets_are_taken_out_of_text(made: Recorder, uploads: Uploads, encoding: str) -> None:
    """Whatever its media type; what holds none is kept as it came. Tokens are its subjects."""
    give(made, PROMPTS)
    plain = (SAID.decode() * 60_000).encode(encoding)
    said = f"{SAID.decode() * 60_000}{PLANTED['email']} {SAID.decode() * 9}"
    first, second = (take(uploads, data) for data in (said.encode(encoding), plain))
    kept = made.keeping.vault.read(first["payload_ref"])
    assert first["bytes"] == len(said.encode(encoding))
    assert PLANTED["email"].encode() not in kept
    assert kept.startswith(SAID * 60_000 + b"[token email t_")
    assert made.keeping.vault.read(second["payload_ref"]) == plain
    token = kept.partition(b"[token email ")[2].partition(b"]")[0].decode()
    assert made.keeping.entries_of([token]) == [first["entry"]]


def test_a_secret_without_an_end_is_refused(made: Recorder, uploads: Uploads) -> None:
    """It cannot be taken out in parts; nothing of it stays, and no entry."""
    give(made, PROMPTS)
    begun = b"-----BEGIN PRIVATE KEY-----"
    upload = fill(begin(uploads), begun + b"QUJD" * 2_400_000)
    with pytest.raises(TooLargeError):
        upload.end().result(60)
    assert (rows(made), subjects(made, "payload.kept")) == ([0, 0], [])


def test_a_pause_keeps_and_writes_nothing(made: Recorder, uploads: Uploads) -> None:
    """Also one that begins while it comes."""
    give(made, PROMPTS)
    upload = fill(begin(uploads), LONG)
    made.pause.start(None, RECORDER)
    told = [upload.end().result(60), take(uploads, LONG)]
    assert [(one["entry"], one["kept"]) for one in told] == [(None, False)] * 2
    assert told[0]["payload_hash"] == told[1]["payload_hash"]
    assert (rows(made), subjects(made, "payload.kept")) == ([0, 0], [])
    made.pause.end("resumed", RECORDER)
    assert subjects(made, "pause.end")[-1]["rejected"] == {"payloads": 2}


def test_a_consent_that_ends_while_it_comes_keeps_nothing(made: Recorder, uploads: Uploads) -> None:
    """At whatever time before its entry."""
    give(made, PROMPTS)
    upload = fill(begin(uploads), LONG)
    refuse(made, PROMPTS)
    told = upload.end().result(60)
    assert (told["kept"], rows(made)) == (False, [0, 0])
    assert "not_kept" not in subjects(made, "payload.kept")[-1]


def test_a_consent_that_ends_while_it_is_laid_keeps_nothing(
    made: Recorder, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lay in the vault by then is destroyed."""
    give(made, PROMPTS)
    lay = made.keeping.lay

    def withdrawn(purpose: str, pieces: Any) -> Any:
        found = lay(purpose, pieces)
        refuse(made, PROMPTS)
        return found

    monkeypatch.setattr(made.keeping, "lay", withdrawn)
    assert take(uploads, LONG)["kept"] is False
    assert rows(made) == [0, 0]


def test_what_is_cut_off_leaves_nothing(made: Recorder, uploads: Uploads) -> None:
    """It can be written to no more, and its place is free."""
    give(made, PROMPTS)
    for _ in range(MOST + 1):
        upload = fill(begin(uploads), LONG)
        upload.close()
        upload.close()
    with pytest.raises(OverloadedError):
        upload.write(b"x")
    assert (rows(made), subjects(made, "payload.kept")) == ([0, 0], [])
    assert [*made.paths.data_dir.glob(f"{PREFIX}*")] == []


def test_many_at_once_are_bounded(made: Recorder, uploads: Uploads) -> None:
    """One more waits outside; all of them are kept."""
    give(made, PROMPTS)
    under_way = [begin(uploads) for _ in range(MOST)]
    with pytest.raises(OverloadedError):
        begin(uploads)
    threads = [
        Thread(target=fill, args=(one, noise(900_000, str(number))))
        for number, one in enumerate(under_way)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [one.end().result(60) for one in under_way]
    assert len({one["payload_ref"] for one in told}) == MOST
    assert take(uploads, LONG)["kept"]


def test_what_is_too_long_is_refused(made: Recorder, uploads: Uploads) -> None:
    """By what is declared, or by what comes."""
    most = 1024 * 1024
    made.settings.set("vault.payload_bytes", str(most))
    with pytest.raises(TooLargeError):
        begin(uploads, declared=most + 1)
    upload = fill(begin(uploads, declared=most), bytes(most))
    with pytest.raises(TooLargeError):
        upload.write(b"x")
    upload.close()


def test_what_is_over_the_share_of_agents_is_refused(made: Recorder, uploads: Uploads) -> None:
    """Before it comes, while it comes, and while it is passed on; without a consent it is not."""
    use = made.keeping.vault.use().bytes
    made.keeping.set_quota(2 * use)
    assert take(uploads, LONG)["kept"] is False
    give(made, PROMPTS)
    with pytest.raises(AgentsShareError):
        begin(uploads, declared=len(LONG))
    upload = begin(uploads)
    with pytest.raises(AgentsShareError):
        fill(upload, LONG)
    upload.close()
    made.keeping.set_quota(10 * len(LONG))
    upload = fill(begin(uploads), LONG)
    made.keeping.set_quota(2 * use)
    with pytest.raises(AgentsShareError):
        upload.end().result(60)
    assert (len(subjects(made, "payload.kept")), rows(made)) == (1, [0, 0])
    assert made.keeping.status()["agents_refused"] == {"room": 3, "rate": 0}


def test_a_full_disk_keeps_the_digest(made: Recorder, uploads: Uploads) -> None:
    """And the entry says why it is not kept; so it does when there is no vault."""
    give(made, PROMPTS)
    made.keeping.vault.floor_bytes = 1 << 62
    assert take(uploads, LONG)["kept"] is False
    upload = begin(uploads)
    made.keeping.vault.floor_bytes = 0
    fill(upload, LONG)
    made.keeping.vault.floor_bytes = 1 << 62
    assert upload.end().result(60)["kept"] is False
    made.keeping.close()
    assert take(uploads, LONG)["kept"] is False
    said = [one["not_kept"] for one in subjects(made, "payload.kept")]
    assert said == ["full", "full", "closed"]


def test_a_disk_that_refuses_the_spool_keeps_the_digest(
    made: Recorder, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is made, and where it is written; where it cannot be read back, the sender hears."""
    give(made, PROMPTS)

    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("__init__", "write", "finish"):
        with monkeypatch.context() as patch:
            patch.setattr(Spool, name, refused)
            assert take(uploads, LONG)["kept"] is False
    assert [one["not_kept"] for one in subjects(made, "payload.kept")] == ["storage"] * 3
    upload = fill(begin(uploads), LONG)
    monkeypatch.setattr(Spool, "pieces", lambda _self: iter(refused, 0))
    assert upload.end().result(60)["kept"] is False
    assert rows(made) == [0, 0]


def test_a_recorder_that_stops_cuts_off(made: Recorder, uploads: Uploads) -> None:
    """What comes, and what is being passed on."""
    give(made, PROMPTS)
    coming, passed = begin(uploads), fill(begin(uploads), LONG)
    uploads._around.closing.set()
    with pytest.raises(OverloadedError):
        passed.end().result(60)
    uploads.close()
    for work in (lambda: coming.write(b"x"), coming.end):
        with pytest.raises(OverloadedError):
            work()
    coming.close()
    assert rows(made) == [0, 0]


@pytest.mark.parametrize(
    "named",
    [
        {"purpose": "export"},
        {"other": "x"},
        {"text": "x"},
        {"run_id": "l" * 201},
        {"media": ZIP},
        {"label": "its type is none"},
    ],
)
def test_what_is_no_payload_is_refused(uploads: Uploads, named: dict[str, str]) -> None:
    """Nothing is guessed, and no place is taken."""
    media = "text" if "label" in named else ZIP
    for _ in range(MOST + 1):
        with pytest.raises(MalformedRequestError):
            uploads.begin({"purpose": PROMPTS, **named}, media, 0, MINE)


def test_names_are_redacted_and_content_is_nowhere(made: Recorder, uploads: Uploads) -> None:
    """In no file, also not in one that was left."""
    give(made, PROMPTS)
    token = PLANTED["github_token"]
    take(uploads, SAID * 50_000, label=token, run_id=token)
    found = everything(made.paths.data_dir)
    assert token.encode() not in found
    assert SAID not in found


def test_no_place_is_lost_by_what_cannot_begin(
    made: Recorder, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails there."""
    give(made, PROMPTS)

    def broken(*_: object) -> None:
        raise StorageError("no")

    with monkeypatch.context() as patch:
        patch.setattr(module, "Spool", broken)
        for _ in range(MOST + 1):
            with pytest.raises(StorageError):
                begin(uploads)
    assert take(uploads, LONG)["kept"]


def test_a_vault_that_was_taken_away_keeps_nothing(made: Recorder, uploads: Uploads) -> None:
    """The entry says so."""
    give(made, PROMPTS)
    made.paths.vault.rename(made.paths.vault.with_suffix(".away"))
    assert take(uploads, LONG)["kept"] is False
    assert subjects(made, "payload.kept")[-1]["not_kept"] == "storage"
