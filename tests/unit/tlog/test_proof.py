"""tlog-proof files: round trips and everything that must be refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.tlog import proof
from desktop_app.tlog.merkle import MAX_SIZE
from desktop_app.tlog.note import MAX_BYTES as NOTE_LIMIT
from desktop_app.tlog.proof import LogProof, format_proof, parse_proof
from tests.fakes.effort import examples

HASH = base64.b64encode(bytes(32)).decode()
NOTE = f"example.com/fancylog\n109482\n{HASH}\n\n— example.com/fancylog AAAAAAA=\n"
FILE = f"c2sp.org/tlog-proof@v1\nextra eA==\nindex 73894\n{HASH}\n{HASH}\n\n{NOTE}"


def test_shape_of_the_specification() -> None:
    """Header, extra, index, hashes, empty line, checkpoint verbatim."""
    parsed = parse_proof(FILE.encode())
    assert parsed == LogProof(73894, (bytes(32), bytes(32)), NOTE.encode(), b"x")
    assert format_proof(parsed) == FILE.encode()


def test_without_extra_and_hashes() -> None:
    """The only leaf of a log has an empty proof; no extra data, no line."""
    data = f"c2sp.org/tlog-proof@v1\nindex 0\n\n{NOTE}".encode()
    assert parse_proof(data) == LogProof(0, (), NOTE.encode())
    assert format_proof(parse_proof(data)) == data


@pytest.mark.attack("C03", "C06", "C08")
@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "no empty line"),
        (FILE.replace("\n\n", "\n"), "no empty line"),
        (FILE.replace("@v1", "@v2"), "first line"),
        ("\n" + FILE, "first line"),
        (FILE.replace("extra eA==", "extra"), "index line"),
        (FILE.replace("extra eA==", "extra "), "without data"),
        (FILE.replace("extra eA==", "extra e A=="), "base64"),
        (FILE.replace("extra eA==", "extra eB=="), "base64"),
        (FILE.replace("extra eA==\n", "extra eA==\nextra eA==\n"), "index line"),
        (FILE.replace("index 73894\n", ""), "index line"),
        (FILE.replace("index 73894\n", "index 1\nindex 2\n"), "base64"),
        (FILE.replace("extra eA==\nindex 73894", "index 73894\nextra eA=="), "base64"),
        (f"c2sp.org/tlog-proof@v1\n\n{NOTE}", "index line"),
        (FILE.replace("73894", "073894"), "decimal"),
        (FILE.replace("73894", "-1"), "decimal"),
        (FILE.replace("73894", ""), "decimal"),
        (FILE.replace("73894", str(2**64)), "decimal"),
        (FILE.replace("73894", str(MAX_SIZE)), "index is out of bounds"),
        (FILE.replace(f"\n{HASH}\n{HASH}\n\n", f"\n{HASH[:-4]}\n\n"), "32 bytes"),
        (FILE.replace(f"{HASH}\n{HASH}\n", f"{HASH}\n\n{HASH}\n"), "decimal"),
        (FILE.replace(f"4\n{HASH}\n", f"4\n{HASH}\n" + f"{HASH}\n" * 62), "too many"),
        (FILE.replace("index", "index\u00a0"), "not ASCII"),
        (FILE.replace("eA==", base64.b64encode(bytes(128 * 1024 + 1)).decode()), "extra data"),
        (FILE.replace("eA==", "A" * proof.MAX_BYTES), "are read"),
        (FILE.replace("\n", "\r\n"), "no empty line"),
        (FILE[:-1], "end in a newline"),
        (FILE + "more\n", "not a signature"),
        (FILE.replace("109482", "0109482"), "decimal"),
        (FILE.replace("fancylog\n109482", "fancylog"), "decimal|three lines"),
    ],
)
def test_what_is_no_proof(data: str, why: str) -> None:
    """Each defect is refused with a sentence."""
    with pytest.raises(BadEncodingError, match=why):
        parse_proof(data.encode())


def test_every_cut_is_refused() -> None:
    """No proper prefix of a proof file is a proof file."""
    data = FILE.encode()
    for end in range(len(data)):
        with pytest.raises(BadEncodingError):
            parse_proof(data[:end])


def test_the_largest_proof() -> None:
    """63 hashes, 128 KiB of extra data and the largest note are in."""
    note = ("a" * (NOTE_LIMIT - len(NOTE.encode())) + NOTE).encode()
    largest = LogProof(MAX_SIZE - 1, (bytes(32),) * 63, note, bytes(128 * 1024))
    assert parse_proof(format_proof(largest)) == largest


hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


@settings(max_examples=examples())
@given(st.integers(0, MAX_SIZE - 1), hashes, st.binary(max_size=50))
def test_round_trip(index: int, items: tuple[bytes, ...], extra: bytes) -> None:
    """What is formatted parses to the same proof."""
    original = LogProof(index, items, NOTE.encode(), extra)
    assert parse_proof(format_proof(original)) == original


@settings(max_examples=examples(300))
@given(
    st.lists(
        st.sampled_from(
            [
                "c2sp.org/tlog-proof@v1\n",
                "extra ",
                "eA==",
                "index ",
                "0",
                "7",
                "\n",
                f"{HASH}\n",
                NOTE,
            ]
        ),
        max_size=12,
    ).map(lambda parts: "".join(parts).encode())
    | st.binary(max_size=60)
)
def test_whatever_parses_formats_to_the_same_bytes(data: bytes) -> None:
    """Arbitrary bytes are refused with our error, or are exactly what we would write."""
    try:
        parsed = parse_proof(data)
    except BadEncodingError:
        return
    assert format_proof(parsed) == data


@pytest.mark.parametrize(
    "wrong",
    [
        LogProof(-1, (), NOTE.encode()),
        LogProof(MAX_SIZE, (), NOTE.encode()),
        LogProof(0, (bytes(31),), NOTE.encode()),
        LogProof(0, (bytes(32),) * 64, NOTE.encode()),
        LogProof(0, (), b"no note"),
        LogProof(0, (), "no checkpoint\n\n— a AAAAAAA=\n".encode()),
        LogProof(0, (), NOTE.encode(), bytes(128 * 1024 + 1)),
    ],
)
def test_what_would_not_read_back_is_not_written(wrong: LogProof) -> None:
    """`format_proof` refuses what `parse_proof` would."""
    with pytest.raises(BadEncodingError):
        format_proof(wrong)
