"""The names of a bundle's files: each has one, and nothing else has."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle import layout
from desktop_app.bundle.layout import Part, parse_path

NUMBERS = st.integers(0, 2**53 - 1)
README = Path(__file__).parents[3] / "resources" / "bundle" / "README.txt"


def test_readme_is_the_one_that_the_constant_names():
    """README.txt is the fixed text of this format version."""
    assert hashlib.sha256(README.read_bytes()).hexdigest() == layout.README_SHA256


@pytest.mark.parametrize("part", [part for part in Part if "<" not in part])
def test_fixed_names(part: Part):
    """A row with one file has its path as value."""
    assert parse_path(str(part)) == (part, ())


@given(NUMBERS)
def test_numbered_names(number: int):
    """Every path that is made is parsed to what it was made of."""
    assert parse_path(layout.checkpoint_path(number)) == (Part.CHECKPOINTS, (number,))
    assert parse_path(layout.entry_path(number)) == (Part.ENTRY, (number,))
    assert parse_path(layout.proof_path(number)) == (Part.PROOF, (number,))
    assert parse_path(layout.body_path(number)) == (Part.BODY, (number,))
    assert parse_path(layout.secret_path(number)) == (Part.SECRET, (number,))
    assert parse_path(layout.records_path(number)) == (Part.RECORDS, (number,))
    assert parse_path(layout.anchor_path(number)) == (Part.ANCHOR, (number,))
    assert parse_path(layout.chain_path(number)) == (Part.CHAIN, (number,))


@given(st.none() | st.integers(0, 63), NUMBERS, st.integers(1, 256))
def test_tile_names(level: int | None, index: int, width: int):
    """Tiles are named as C2SP tlog-tiles says."""
    part, numbers = parse_path(layout.tile_file(level, index, width)) or (None, ())
    if level is None:
        assert (part, numbers) == (Part.ENTRY_BUNDLE, (index, width))
    else:
        assert (part, numbers) == (Part.TILE, (level, index, width))


@pytest.mark.attack("D08")
@pytest.mark.parametrize(
    "path",
    [
        "",
        "readme.txt",
        "README.txt/",
        "/README.txt",
        "./README.txt",
        "README.txt\n",
        "NONCE",
        "entries/01.json",
        "entries/-1.json",
        "entries/1.JSON",
        "entries/1.json.json",
        "entries/1.json\n",
        "entries/\N{ARABIC-INDIC DIGIT ONE}.json",
        "entries/9007199254740992.json",
        "entries/99999999999999999.json",
        "entries/x.json",
        "Entries/1.json",
        "entries//1.json",
        "entries/../entries/1.json",
        "entries\\1.json",
        "proofs/1.json",
        "openings/1",
        "log/checkpoints/1.txt",
        "log/tile/0/0",
        "log/tile/0/0000",
        "log/tile/0/x000/001",
        "log/tile/00/001",
        "log/tile/64/001",
        "log/tile/0/001.p/0",
        "log/tile/0/001.p/256",
        "log/tile/0/001.p/999",
        "log/tile/0/001.p/01",
        "log/tile/0/x999/x999/x999/x999/x999/999",
        "log/tile/entries/x1/001",
        "consent/1.json",
        "policy/1.json",
    ],
)
def test_other_names_are_of_no_row(path: str):
    """Whatever is not the one name of a file is none."""
    assert parse_path(path) is None


@given(st.text("aelnortxi/.p0129-", max_size=30))
def test_a_path_has_one_form(path: str):
    """What parses is what would be made of its numbers."""
    parsed = parse_path(path)
    if parsed is not None and parsed[0] is Part.TILE:
        assert layout.tile_file(*parsed[1]) == path


def test_what_encryption_takes():
    """Openings and what is derived from them; all else is evidence that everybody checks."""
    taken = {path for path in map(str, Part) if layout.is_content(path)}
    openings = {Part.BODY, Part.SECRET, Part.RECORDS, Part.RUN_KEYS}
    otlp = {Part.OTLP_TRACES, Part.OTLP_LOGS, Part.OTLP_METRICS}
    views = {Part.REPORT, Part.EVENTS, Part.REPLAY}
    assert taken == openings | otlp | views
    assert {path for path in map(str, Part) if not layout.is_evidence(path)} == otlp | views


def test_bounds():
    """Each row has the bound that the specification gives it."""
    assert layout.max_bytes(Part.ENTRY) == 64 * 1024
    assert layout.max_bytes(Part.TILE) == 8 * 1024
    assert layout.max_bytes(Part.BODY) == 256 * 1024 * 1024
    assert layout.max_bytes(Part.PROOF) == layout.max_bytes(Part.ANCHOR) == 1024 * 1024
    assert layout.max_bytes(Part.SUMS) == 64 * 1024 * 1024
