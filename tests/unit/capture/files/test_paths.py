"""capture.files.paths: one form for each path, and none for what leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.files.paths import (
    format_path,
    is_below,
    joined,
    name_of,
    parent_of,
    parse_path,
    shown,
)
from desktop_app.errors import BadEncodingError


@given(path=st.binary(min_size=1).filter(is_below))
def test_every_path_comes_back(path: bytes) -> None:
    """Round trip, whatever bytes a name has."""
    assert parse_path(format_path(path)) == path
    assert joined(parent_of(path), name_of(path)) == path


def test_names_that_look_alike_have_forms_of_their_own() -> None:
    """Case and normalisation are part of a name."""
    names = [b"a", b"A", "\u00e9".encode(), "e\u0301".encode(), b"\xe9"]
    assert len({str(format_path(name)) for name in names}) == len(names)
    assert shown(b"\xe9") == "\\xe9"


@pytest.mark.parametrize(
    "form",
    [
        "",
        "..",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "a/",
        "a\0b",
        "\ud800",
        {"b64": "YQ=="},
        {"b64": "/w"},
        {"b64": 1},
        {"b64": "/w==", "more": 1},
        None,
        7,
    ],
)
def test_what_is_no_path_of_a_workspace_is_refused(form: object) -> None:
    """Also UTF-8 in base64: it would be a second form of the same path."""
    with pytest.raises(BadEncodingError):
        parse_path(form)
