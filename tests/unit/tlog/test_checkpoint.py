"""Checkpoints: C2SP's example, round trips, refusals, and the message that cosigners sign."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.checkpoint import (
    Checkpoint,
    cosigned_message,
    format_checkpoint,
    parse_checkpoint,
)
from desktop_app.tlog.merkle import EMPTY_ROOT, MAX_SIZE
from desktop_app.tlog.note import parse_note
from tests.fakes.effort import examples

ROOT_B64 = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
ROOT = base64.b64decode(ROOT_B64)
TEXT = f"example.com/behind-the-sofa\n20852163\n{ROOT_B64}\n"
# c2sp.org/tlog-cosignature, opening example (its keys are not published)
COSIGNED = (
    f"{TEXT}\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q"
    "1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
    "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def test_example_of_the_specification() -> None:
    """The cosigned checkpoint parses; the witness's line carries the time 1679315147."""
    note = parse_note(COSIGNED.encode())
    assert note.text == TEXT
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20852163, ROOT)
    assert format_checkpoint(checkpoint) == TEXT
    log, witness = note.signatures
    assert (log.name, len(log.signature)) == (checkpoint.origin, 64)
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147


@pytest.mark.attack("C06", "C08")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "end in a newline"),
        (TEXT[:-1], "end in a newline"),
        ("\n", "three lines"),
        ("a\n1\n", "three lines"),
        (TEXT.replace("20852163", "020852163"), "decimal"),
        (TEXT.replace("20852163", "00"), "decimal"),
        (TEXT.replace("20852163", "+1"), "decimal"),
        (TEXT.replace("20852163", "-1"), "decimal"),
        (TEXT.replace("20852163", " 1"), "decimal"),
        (TEXT.replace("20852163", "1_0"), "decimal"),
        (TEXT.replace("20852163", "1e3"), "decimal"),
        (TEXT.replace("20852163", "\u0661"), "decimal"),
        (TEXT.replace("20852163", ""), "decimal"),
        (TEXT.replace("20852163", str(2**63)), "decimal"),
        (TEXT.replace("20852163", "9" * 5000), "decimal"),
        (TEXT.replace("20852163", "0"), "size 0"),
        (TEXT.replace("q2I=", "q2J="), "base64"),
        (TEXT.replace("q2I=", "q2I"), "base64"),
        (TEXT.replace(ROOT_B64, "AAAA"), "32 bytes"),
        (TEXT.replace(ROOT_B64, ""), "32 bytes"),
        ("\n1\n" + ROOT_B64 + "\n", "line is empty"),
        (TEXT + "\n", "line is empty"),
        (TEXT + "\nmore\n", "line is empty"),
        (TEXT.replace("\n", "\r\n"), "decimal"),
        (TEXT.replace("sofa", "sofa\r"), "control"),
        (TEXT.replace("sofa", "so\tfa"), "control"),
        (TEXT.replace("sofa", "\ud800"), "surrogate"),
    ],
)
def test_what_is_no_checkpoint(text: str, why: str) -> None:
    """Each defect is refused with a sentence of its own."""
    with pytest.raises(BadEncodingError, match=why):
        parse_checkpoint(text)


@pytest.mark.attack("C08")
def test_text_after_the_checkpoint_is_kept_apart() -> None:
    """Extension lines change neither origin, size nor root, and no cosigner signs them."""
    checkpoint = parse_checkpoint(TEXT + "root is really other\n99\n")
    assert checkpoint.extensions == ("root is really other", "99")
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (
        "example.com/behind-the-sofa",
        20852163,
        ROOT,
    )
    assert format_checkpoint(checkpoint) == TEXT + "root is really other\n99\n"


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=30)
checkpoints = st.builds(
    Checkpoint,
    lines,
    st.integers(1, MAX_SIZE),
    st.binary(min_size=32, max_size=32),
    st.lists(lines, max_size=3).map(tuple),
) | st.builds(Checkpoint, lines, st.just(0), st.just(EMPTY_ROOT))


@settings(max_examples=examples())
@given(checkpoints)
def test_round_trip(checkpoint: Checkpoint) -> None:
    """What is formatted parses to the same checkpoint."""
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@settings(max_examples=examples(200))
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["a", "\n", "0", "1", "42", ROOT_B64, "=", " "])).map("".join)
)
def test_whatever_parses_formats_to_the_same_text(text: str) -> None:
    """Arbitrary text is refused with our error, or is exactly what we would write."""
    try:
        checkpoint = parse_checkpoint(text)
    except BadEncodingError:
        return
    assert format_checkpoint(checkpoint) == text


@pytest.mark.parametrize(
    "wrong",
    [
        Checkpoint("", 1, ROOT),
        Checkpoint("a\nb", 1, ROOT),
        Checkpoint("\ud800", 1, ROOT),
        Checkpoint("a", -1, ROOT),
        Checkpoint("a", 2**63, ROOT),
        Checkpoint("a", 1, ROOT[1:]),
        Checkpoint("a", 0, ROOT),
        Checkpoint("a", 1, ROOT, ("",)),
        Checkpoint("a", 1, ROOT, ("b\nc",)),
    ],
)
def test_what_would_not_read_back_is_not_written(wrong: Checkpoint) -> None:
    """`format_checkpoint` refuses what `parse_checkpoint` would."""
    with pytest.raises(BadEncodingError):
        format_checkpoint(wrong)


def test_cosigned_message_byte_for_byte() -> None:
    """The structure of tlog-cosignature: label, cosigner, time, origin, start, end, hash."""
    assert cosigned_message(
        cosigner="w1", timestamp_s=1679315147, origin="log", end=258, root=ROOT
    ) == (
        b"subtree/v1\n\0"
        b"\x02w1"
        b"\0\0\0\0\x64\x18\x50\xcb"
        b"\x03log"
        b"\0\0\0\0\0\0\0\0"
        b"\0\0\0\0\0\0\x01\x02" + ROOT
    )


def test_cosigned_message_against_another_implementation() -> None:
    """The published cosignature is over these very bytes (verified in signing/test_keys.py)."""
    path = Path(__file__).parents[2] / "vectors" / "mldsa44_cosignature.json"
    checkpoint = parse_checkpoint(
        parse_note(json.loads(path.read_text("utf-8"))["note"].encode()).text
    )
    message = cosigned_message(
        cosigner=checkpoint.origin,
        timestamp_s=0,
        origin=checkpoint.origin,
        end=checkpoint.size,
        root=checkpoint.root,
    )
    assert len(message) == 12 + 1 + 21 + 8 + 1 + 21 + 8 + 8 + 32


def test_cosigned_messages_differ_in_every_field() -> None:
    """No two statements share a message: a border cannot move between name and origin."""
    base = {"cosigner": "ab", "timestamp_s": 0, "origin": "cd", "start": 0, "end": 8, "root": ROOT}
    others = [
        {"cosigner": "abc", "origin": "d"},
        {"cosigner": "ac"},
        {"origin": "ce"},
        {"timestamp_s": 1},
        {"start": 4},
        {"end": 9},
        {"root": bytes(32)},
    ]
    messages = [cosigned_message(**(base | change)) for change in [{}, *others]]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cosigner": ""}, "name of 0 bytes"),
        ({"origin": ""}, "name of 0 bytes"),
        ({"cosigner": "a" * 256}, "256 bytes"),
        ({"origin": "é" * 128}, "256 bytes"),
        ({"origin": "\ud800"}, "surrogate"),
        ({"timestamp_s": -1}, "bounds"),
        ({"timestamp_s": 2**63}, "bounds"),
        ({"start": -1}, "bounds"),
        ({"start": 9}, "bounds"),
        ({"end": 2**63}, "bounds"),
        ({"start": 4, "timestamp_s": 1}, "no time"),
        ({"root": ROOT[1:]}, "32 bytes"),
    ],
)
def test_what_no_cosigner_signs(change: dict[str, object], why: str) -> None:
    """Fields out of range are refused."""
    base = {"cosigner": "ab", "timestamp_s": 0, "origin": "cd", "start": 0, "end": 8, "root": ROOT}
    with pytest.raises(BadEncodingError, match=why):
        cosigned_message(**(base | change))


def test_cosigned_message_at_its_limits() -> None:
    """Names of 255 bytes and the largest size and time fit; so does the empty tree."""
    assert cosigned_message(
        cosigner="a", timestamp_s=0, origin="b", end=0, root=EMPTY_ROOT
    ).endswith(bytes(16) + EMPTY_ROOT)
    message = cosigned_message(
        cosigner="a" * 255, timestamp_s=MAX_SIZE, origin="b" * 255, end=MAX_SIZE, root=ROOT
    )
    assert len(message) == 12 + 256 + 8 + 256 + 8 + 8 + 32
