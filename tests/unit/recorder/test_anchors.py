"""Time stamps are noted as they come, and only those over a stored checkpoint's very bytes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.stamps import MAX_TOKEN_BYTES, parse_stamp
from desktop_app.model.entry import RECORDER
from desktop_app.recorder.anchors import Stamped, stamped
from desktop_app.signing.timestamps import read_timestamp
from tests.fakes.tsa import Stamper

if TYPE_CHECKING:
    from tests.fakes.recording import Recording


@pytest.fixture(scope="module")
def stamper(tmp_path_factory: pytest.TempPathFactory) -> Stamper:
    """One authority for all."""
    return Stamper(tmp_path_factory.mktemp("authority") / "tsa")


def sealed(recording: Recording) -> tuple[int, bytes]:
    """Seal what is there; return size and note."""
    done = recording.writer.checkpoint("test").result()
    return done.size, done.note


def note(recording: Recording, token: bytes, size: int, **more: str) -> Stamped:
    """Note a time stamp."""
    return stamped(recording.journal, recording.place.path, token, size=size, **more)


def test_a_stamp_over_a_checkpoint_is_an_entry(recording: Recording, stamper: Stamper) -> None:
    """As it came, with what it is over and what it tells; by the recorder itself."""
    size, checkpoint = sealed(recording)
    token = stamper.stamp(checkpoint)
    told = read_timestamp(token)
    found = note(recording, token, size, upstream="00112233445566aa")
    assert (found.size, found.time_us, found.tsa) == (size, told.time_us, "CN=Stamper")
    entry = recording.place.entries()[found.seq]
    assert (str(entry.kind), entry.actor) == ("anchor.timestamp", RECORDER)
    noted = parse_stamp(entry.subject)
    assert (noted.upstream, noted.size, noted.token) == ("00112233445566aa", size, token)
    assert noted.checkpoint == hashlib.sha256(checkpoint).digest()
    assert noted.time_us == told.time_us


def test_of_two_checkpoints_of_one_size_it_is_over_the_one_it_names(
    recording: Recording, stamper: Stamper
) -> None:
    """The same root, signed twice."""
    size, first = sealed(recording)
    again = recording.writer.checkpoint("test", cosign=True).result()
    assert (again.size, again.note != first) == (size, True)
    for checkpoint in (first, again.note):
        seq = note(recording, stamper.stamp(checkpoint), size).seq
        noted = parse_stamp(recording.place.entries()[seq].subject)
        assert noted.checkpoint == hashlib.sha256(checkpoint).digest()


@pytest.mark.attack("D04")
def test_what_is_over_something_else_is_refused(recording: Recording, stamper: Stamper) -> None:
    """Other bytes, another size, a checkpoint of nothing: no entry."""
    size, checkpoint = sealed(recording)
    before = recording.kinds()
    for token, of in (
        (stamper.stamp(checkpoint[:-1]), size),
        (stamper.stamp(checkpoint), size + 1),
        (stamper.stamp(checkpoint), 0),
    ):
        with pytest.raises(BadSignatureError, match="no checkpoint of"):
            note(recording, token, of)
    assert recording.kinds() == before


def test_what_no_verifier_could_check_is_refused(recording: Recording, stamper: Stamper) -> None:
    """No time stamp, one without the certificate that signed it, one that no entry can hold."""
    size, checkpoint = sealed(recording)
    with pytest.raises(BadSignatureError, match="lacks the certificate"):
        note(recording, stamper.stamp(checkpoint, embed=False), size)
    for bad in (b"", checkpoint, b"\x30\x82" + bytes(MAX_TOKEN_BYTES)):
        with pytest.raises(BadEncodingError):
            note(recording, bad, size)
    assert "anchor.timestamp" not in recording.kinds()


@pytest.mark.parametrize("year", [b"0001", b"1960", b"2400"])
def test_a_time_that_no_entry_holds_is_refused(
    recording: Recording, stamper: Stamper, year: bytes
) -> None:
    """An authority that lies so would make the whole ledger INVALID for ever."""
    size, checkpoint = sealed(recording)
    token = re.sub(
        rb"(\x18\x0f)[0-9]{4}(?=[0-9]{10}Z)", rb"\g<1>" + year, stamper.stamp(checkpoint)
    )
    with pytest.raises(BadEncodingError):
        note(recording, token, size)
    assert "anchor.timestamp" not in recording.kinds()
