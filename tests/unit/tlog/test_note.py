"""Signed notes: the specification's own examples, round trips, and all that must be refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.tlog import note
from desktop_app.tlog.note import Algorithm, Note, SignatureLine
from tests.fakes.effort import examples

# c2sp.org/signed-note, "Example" and the opening example
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SIGNED = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONn"
    "cAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU"
    "0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
LINE = "— a AAAAAAA=\n"


def refused(data: bytes | str) -> str:
    """Parse what must be refused; return the sentence that says why."""
    with pytest.raises(BadEncodingError) as caught:
        note.parse_note(data.encode() if isinstance(data, str) else data)
    return caught.value.message


def lines(count: int) -> str:
    """Return signature lines by that many keys."""
    return "".join(f"— key{number} AAAAAAA=\n" for number in range(count))


@pytest.mark.parametrize("example", [SIGNED, POEM])
def test_examples_of_the_specification(example: str) -> None:
    """Both examples parse, and format to the same bytes."""
    parsed = note.parse_note(example.encode())
    assert note.format_note(parsed) == example.encode()
    assert parsed.text == example[: example.rindex("\n\n") + 1]


def test_example_key() -> None:
    """The example's verifier key parses, has the id of its signature line, and formats back."""
    key = note.parse_vkey(VKEY)
    (line,) = note.parse_note(SIGNED.encode()).signatures
    assert (key.name, key.key_id) == (line.name, line.key_id) == ("example.com/foo", b"\x53\r\x90:")
    assert key.algorithm == Algorithm.ED25519
    assert note.format_vkey(key) == VKEY


def test_a_published_mldsa44_key() -> None:
    """Another implementation's ML-DSA-44 verifier key parses, and formats back."""
    path = Path(__file__).parents[2] / "vectors" / "mldsa44_cosignature.json"
    vector = json.loads(path.read_text(encoding="utf-8"))
    key = note.parse_vkey(vector["vkey"])
    assert (key.algorithm, len(key.public_key)) == (Algorithm.MLDSA44_COSIGNATURE, 1312)
    (line,) = note.parse_note(vector["note"].encode()).signatures
    assert (line.name, line.key_id) == (key.name, key.key_id)
    assert note.format_vkey(key) == vector["vkey"]


def test_the_largest_note() -> None:
    """128 KiB are read, one byte more is not: 16 of the largest ML-DSA signatures fit."""
    tail = f"\n\n{LINE}"
    fits = "a" * (128 * 1024 - len(tail.encode())) + tail
    assert note.parse_note(fits.encode()).text == fits.partition("\n")[0] + "\n"
    assert "at most" in refused("a" + fits)


def test_text_holds_everything_before_the_last_empty_line() -> None:
    """Empty lines and signature-like lines before the last empty line are text."""
    parsed = note.parse_note(f"a\n\n{LINE}\n{LINE}".encode())
    assert parsed.text == f"a\n\n{LINE}"
    assert len(parsed.signatures) == 1
    assert note.parse_note(f"\n\n{LINE}".encode()).text == "\n"


def test_16_signatures_are_read() -> None:
    """Verifiers must accept at least 16 signatures."""
    assert len(note.parse_note(f"a\n\n{lines(16)}".encode()).signatures) == 16


@pytest.mark.attack("C06", "C08")
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f"a\n\n{lines(17)}", "17 signatures"),
        (f"a\n\n{LINE}{LINE}", "by one key"),
        (f"a\n\n{LINE}— a AAAAAAE=\n", "by one key"),
        (f"a\n\n{LINE}".replace("\n", "\r\n"), "CR LF"),
        (f"a\n\n{LINE}"[:-1] + "\r\n", "CR LF"),
        (f"a\tb\n\n{LINE}", "control"),
        (f"a\0\n\n{LINE}", "control"),
        (f"a\n\n{LINE}"[:-1], "end in a newline"),
        ("", "end in a newline"),
        ("a", "end in a newline"),
        ("a\n", "no empty line"),
        (f"a\n{LINE}", "no empty line"),
        (LINE, "no empty line"),
        ("a\n\n", "not a signature"),
        (f"a\n\n{LINE}\n", "not a signature"),
        (f"a\n\n{LINE}more text\n", "not a signature"),
        (f"a\n\n{LINE}\nmore text\n", "not a signature"),
        ("a\n\n- a AAAAAAA=\n", "not a signature"),
        ("a\n\n—a AAAAAAA=\n", "not a signature"),
        ("a\n\n —  a AAAAAAA=\n", "not a signature"),
        ("a\n\n— AAAAAAA=\n", "not a signature"),
        ("a\n\n—  AAAAAAA=\n", "key name"),
        ("a\n\n— a+b AAAAAAA=\n", "key name"),
        ("a\n\n— a b AAAAAAA=\n", "key name"),
        ("a\n\n— a\u2003b AAAAAAA=\n", "key name"),
        ("a\n\n— a\u00a0 AAAAAAA=\n", "key name"),
        ("a\n\n— a AAAAAAA= \n", "key name"),
        ("a\n\n— a AAAA\n", "without a signature"),
        ("a\n\n— a AAAAAA==\n", "without a signature"),
        ("a\n\n— a AAAAAAB=\n", "one base64 form"),
        ("a\n\n— a AAAAAAA\n", "standard base64"),
        ("a\n\n— a AAAA-_AA\n", "standard base64"),
        ("a\n\n— a ÀAAAAAA=\n", "standard base64"),
        (b"\xff\n\n" + LINE.encode(), "UTF-8"),
        (b"\xed\xa0\x80\n\n" + LINE.encode(), "UTF-8"),
        (b"a" * note.MAX_BYTES + b"\n\n" + LINE.encode(), "at most"),
    ],
)
def test_what_is_no_note(data: bytes | str, why: str) -> None:
    """Each defect is refused with a sentence of its own."""
    assert why in refused(data)


@pytest.mark.attack("C06")
def test_every_cut_and_most_extensions_are_refused() -> None:
    """No proper prefix of a signed note is a note; bytes after it spoil it."""
    data = SIGNED.encode()
    for end in range(len(data)):
        refused(data[:end])
    for extra in (b"x", b" ", b"\n", b"\0", b"x\n", b"\n\n", b"\xe2\x80\x94 \n", data):
        if extra != data:
            refused(data + extra)
    # A note after a note is one note, whose text is not the first one's.
    assert note.parse_note(data + data).text != note.parse_note(data).text


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=80)
names = st.text(
    st.characters(codec="utf-8", exclude_characters="+", exclude_categories=["Cc", "Z"]),
    min_size=1,
    max_size=20,
)
signatures = st.lists(
    st.builds(
        SignatureLine,
        names,
        st.binary(min_size=4, max_size=4),
        st.binary(min_size=1, max_size=80),
    ),
    min_size=1,
    max_size=16,
    unique_by=lambda line: (line.name, line.key_id),
).map(tuple)


@settings(max_examples=examples())
@given(text, signatures)
def test_round_trip(content: str, lines: tuple[SignatureLine, ...]) -> None:
    """What is formatted parses to the same note."""
    original = Note(content + "\n", lines)
    assert note.parse_note(note.format_note(original)) == original


@settings(max_examples=examples(300))
@given(
    st.binary(max_size=120)
    | st.lists(
        st.sampled_from(["a", "\n", "\n\n", "— ", "k", " ", "AAAAAAA=", "+", "\r", "—"])
    ).map(lambda parts: "".join(parts).encode())
)
def test_whatever_parses_formats_to_the_same_bytes(data: bytes) -> None:
    """Arbitrary bytes are refused with our error, or are exactly what we would write."""
    try:
        parsed = note.parse_note(data)
    except BadEncodingError:
        return
    assert note.format_note(parsed) == data


@pytest.mark.parametrize(
    "wrong",
    [
        Note("a", (SignatureLine("k", b"1234", b"s"),)),
        Note("", (SignatureLine("k", b"1234", b"s"),)),
        Note("a\r\n", (SignatureLine("k", b"1234", b"s"),)),
        Note("\ud800\n", (SignatureLine("k", b"1234", b"s"),)),
        Note("a\n", ()),
        Note(f"a\n\n{LINE}", ()),
        Note("a\n", (SignatureLine("", b"1234", b"s"),)),
        Note("a\n", (SignatureLine("k k", b"1234", b"s"),)),
        Note("a\n", (SignatureLine("k", b"123", b"ss"),)),
        Note("a\n", (SignatureLine("k", b"1234", b""),)),
        Note("a\n", (SignatureLine("k", b"1234", b"s"), SignatureLine("k", b"1234", b"t"))),
        Note("a\n", tuple(SignatureLine(f"k{i}", b"1234", b"s") for i in range(17))),
    ],
)
def test_what_would_not_read_back_is_not_written(wrong: Note) -> None:
    """`format_note` writes only what `parse_note` reads as the same note."""
    with pytest.raises(BadEncodingError):
        note.format_note(wrong)


@settings(max_examples=examples())
@given(names, st.sampled_from(Algorithm), st.data())
def test_vkey_round_trip(name: str, algorithm: Algorithm, data: st.DataObject) -> None:
    """Verifier keys of both types parse to what they were formatted from."""
    length = note.PUBLIC_KEY_BYTES[algorithm]
    key = note.verifier_key(name, algorithm, data.draw(st.binary(min_size=length, max_size=length)))
    assert note.parse_vkey(note.format_vkey(key)) == key


@pytest.mark.parametrize(
    ("vkey", "why"),
    [
        ("", "name\\+id\\+key"),
        ("example.com/foo+530d903a", "name\\+id\\+key"),
        (VKEY.replace("530d903a", "530d903b"), "not its own"),
        (VKEY.replace("530d903a", "530D903A"), "not its own"),
        (VKEY.replace("530d903a", ""), "not its own"),
        (VKEY.replace("foo", "fop"), "not its own"),
        (VKEY.replace("example.com/foo", ""), "key name"),
        (VKEY.replace("/foo", " foo"), "key name"),
        (VKEY.replace("+Aek", "+Bek"), "unknown here"),
        ("example.com/foo+530d903a+", "unknown here"),
        ("example.com/foo+530d903a+AQ==", "0 bytes for ED25519"),
        (VKEY[:-4], "29 bytes"),
        (VKEY.replace("+Aek", "+Buk"), "32 bytes for MLDSA44"),
        (VKEY + "\n", "base64"),
        (VKEY + "+", "base64"),
        (" " + VKEY, "key name"),
    ],
)
def test_what_is_no_verifier_key(vkey: str, why: str) -> None:
    """Each defect is refused."""
    with pytest.raises(BadEncodingError, match=why):
        note.parse_vkey(vkey)


def test_a_name_without_utf8_form() -> None:
    """A lone surrogate in a name is refused as ours, not as Python's error."""
    with pytest.raises(BadEncodingError, match="surrogate"):
        note.key_id("\ud800", Algorithm.ED25519, bytes(32))
