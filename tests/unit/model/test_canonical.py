"""Canonical bytes: one value, one encoding, and nothing else is read."""

from __future__ import annotations

import json
import unicodedata
from enum import IntEnum, StrEnum
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from tests.fakes.effort import examples

LARGEST = 2**53 - 1
keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.text(st.characters(codec="utf-8"), max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(keys, values, max_size=5)


def test_bytes() -> None:
    """Sorted keys, no spaces, UTF-8 as it is, only the escapes that JSON needs."""
    value = {
        "b": [1, -2, True, False, None, []],
        "a": {"~": {}, " ": '"\\/'},
        "B": "é\u2028\x7f\U0001f600",
        "": "\0\x1f\b\f\n\r\t",
    }
    assert canonical.encode(value) == (
        b'{"":"\\u0000\\u001f\\b\\f\\n\\r\\t","B":"\xc3\xa9\xe2\x80\xa8\x7f\xf0\x9f\x98\x80",'
        b'"a":{" ":"\\"\\\\/","~":{}},"b":[1,-2,true,false,null,[]]}'
    )


@settings(max_examples=examples())
@given(objects)
def test_round_trip(value: dict[str, canonical.JSON]) -> None:
    """`decode(encode(x)) == x`, and the bytes are what any JSON reader understands."""
    data = canonical.encode(value)
    assert canonical.decode(data) == value == json.loads(data)


@settings(max_examples=examples(300))
@given(
    st.binary(max_size=40)
    | st.lists(
        st.sampled_from([*'{}[]:,"a0-1. \\', "null", '"a":', "\\u00", "é", "1e1"]),
        max_size=12,
    ).map(lambda parts: ("{" + "".join(parts) + "}").encode())
)
def test_whatever_decodes_encodes_to_the_same_bytes(data: bytes) -> None:
    """Arbitrary bytes are refused with our error, or are exactly what we would write."""
    try:
        value = canonical.decode(data)
    except BadEncodingError:
        return
    assert canonical.encode(value) == data


@pytest.mark.attack("D10")
@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":+1}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\ud800"}',
        b'{"a":"\\udc00\\ud800"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xff"}',
        b'{"a":"\\u0061"}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u000A"}',
        b'{"a":"\\u000a"}',
        b'{"a":"\n"}',
        b'{"a":"\x7f\\u007f"}',
        '{"é":1}'.encode(),
        b'{"\\u00e9":1}',
        b'{"\\n":1}',
        b'{"\x7f":1}',
        b'{"b":1,"a":1}',
        b'{"a":1, "b":1}',
        b' {"a":1}',
        b'{"a":1}\n',
        b'{"a":1}{}',
        b'{"a":1}\0',
        b'{"a":1,}',
        b'{"a":1',
        b"{a:1}",
        b"{'a':1}",
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b"",
        b"[]",
        b"1",
        b'"a"',
        b"null",
        b'{"a":' + b"[" * 60_000,
        b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
        b'{"a":"' + b"b" * 65_535 + b'"}',
    ],
)
def test_what_is_not_canonical(data: bytes) -> None:
    """Duplicate keys, NaN, 2^53, surrogates, escapes, order, spacing, anything after: refused."""
    with pytest.raises(BadEncodingError):
        canonical.decode(data)


@pytest.mark.attack("D10")
def test_nfc_and_nfd_twins_stay_apart() -> None:
    """Text that looks the same has other bytes, is never normalised, and is no key."""
    nfc = "é"
    nfd = unicodedata.normalize("NFD", nfc)
    assert canonical.encode({"a": nfc}) != canonical.encode({"a": nfd})
    assert canonical.decode(canonical.encode({"a": nfd})) == {"a": nfd} != {"a": nfc}
    for key in (nfc, nfd):
        with pytest.raises(BadEncodingError, match="printable ASCII"):
            canonical.encode({key: 1})


@pytest.mark.attack("D10")
@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"a": 1.0}, "float"),
        ({"a": float("nan")}, "float"),
        ({"a": 2**53}, "2\\^53"),
        ({"a": -(2**53)}, "2\\^53"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": b"bytes"}, "bytes"),
        ({"a": {1}}, "set"),
        ({1: "a"}, "printable ASCII"),
        ({None: "a"}, "printable ASCII"),
        ({"a\n": 1}, "printable ASCII"),
        ({"a": {"\x7f": 1}}, "printable ASCII"),
        ({"a": "b" * 65_530}, "at most"),
    ],
)
def test_what_has_no_canonical_form(value: dict[object, object], why: str) -> None:
    """Each defect is refused with a sentence of its own."""
    with pytest.raises(BadEncodingError, match=why):
        canonical.encode(value)


def test_limits() -> None:
    """32 levels, 65,535 bytes, and |n| of 2^53 - 1 are in; one more is out."""
    assert canonical.decode(canonical.encode({"a": [LARGEST, -LARGEST]})) == {
        "a": [LARGEST, -LARGEST]
    }
    full = {"a": "b" * (65_535 - len('{"a":""}'))}
    assert len(canonical.encode(full)) == 65_535
    assert canonical.decode(canonical.encode(full)) == full
    for innermost in (1, [], {}):
        nested = {"a": innermost}
        for _ in range(31 if innermost == 1 else 30):
            nested = {"a": nested}
        assert canonical.decode(canonical.encode(nested)) == nested
        with pytest.raises(BadEncodingError, match="deeper than 32"):
            canonical.encode({"a": nested})
    with pytest.raises(BadEncodingError, match="at most"):
        canonical.decode(b" " * 65_536)


def test_what_python_calls_otherwise() -> None:
    """Tuples, enums and read-only mappings encode as what they hold."""

    class Name(StrEnum):
        A = "a"

    class Number(IntEnum):
        ONE = 1

    value = MappingProxyType({"a": (Name.A, Number.ONE, MappingProxyType({"b": True}))})
    assert canonical.encode(value) == b'{"a":["a",1,{"b":true}]}'


def test_a_value_that_holds_itself() -> None:
    """A cycle is too deep, not endless."""
    cycle: dict[str, canonical.JSON] = {}
    cycle["a"] = cycle
    with pytest.raises(BadEncodingError, match="deeper"):
        canonical.encode(cycle)


def test_body_lines() -> None:
    """Body lines may hold floats; they never hold a newline, NaN, a surrogate or bytes."""
    assert canonical.encode_body({"b": 1.5, "a": ["\n", 2**60]}) == (
        b'{"a":["\\n",1152921504606846976],"b":1.5}'
    )
    deep: list[canonical.JSON] = []
    for _ in range(100_000):
        deep = [deep]
    for wrong in (float("nan"), float("inf"), "\ud800", b"", set(), deep):
        with pytest.raises(BadEncodingError, match="JSON form"):
            canonical.encode_body([wrong])


def test_content_has_a_form_whatever_it_is() -> None:
    """That of a body where there is one; else escaped, so that nothing is refused or lost."""
    assert canonical.encode_content({"b": 1.5, "a": "é"}) == '{"a":"é","b":1.5}'.encode()
    assert canonical.encode_content(["\ud800é"]) == b'["\\ud800\\u00e9"]'
    assert canonical.encode_content(MappingProxyType({"n": float("inf")})) == b'{"n":Infinity}'
