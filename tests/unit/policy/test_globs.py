"""Globs: whole texts, path parts, linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.policy.globs import folded, matches, path_matches, slashed


@pytest.mark.parametrize(
    ("glob", "text", "fits"),
    [
        ("Bash", "Bash", True),
        ("Bash", "bash", False),
        ("mcp__*", "mcp__x__y", True),
        ("mcp__*", "Bash", False),
        ("a*b*c", "axxbyyc", True),
        ("a*b*c", "axxyyc", False),
        ("ab*ba", "aba", False),
        ("*", "", True),
        ("a[b", "a[b", True),
    ],
)
def test_a_star_is_any_run_and_nothing_else_is_special(glob, text, fits):
    """Whole texts alone."""
    assert matches(glob, text) is fits


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/b/c", False),
        ("/a/**", "/a/b/c", True),
        ("/a/**", "/a", True),
        ("**/.env", "/x/y/.env", True),
        ("**/.env", "/x/y/.envrc", False),
        ("/a/**/c", "/a/c", True),
        ("/a/b/c", "/a/b", False),
    ],
)
def test_path_globs_go_part_by_part(glob, path, fits):
    """`*` stays within a name, `**` is any number of folders."""
    assert path_matches(glob, path) is fits


def test_no_text_makes_a_glob_slow():
    """Ten thousand characters against twenty stars."""
    begin = time.perf_counter()
    assert not matches("*a" * 20 + "b", "a" * 10_000)
    assert time.perf_counter() - begin < 0.5


@given(st.text(max_size=20))
def test_every_text_matches_itself(text):
    """As far as it holds no star."""
    assert matches(text.replace("*", ""), text.replace("*", ""))


def test_folding_hides_case_form_and_width():
    """NFD, full width and case are one."""
    assert folded("E\u0301.PEM") == folded("é.pem") == folded("\u00c9.\uff30EM")


def test_windows_paths_get_forward_slashes():
    """Others keep what is a character there."""
    assert slashed("C:\\a\\b") == "C:/a/b"
    assert slashed("\\\\host\\share") == "//host/share"
    assert slashed("/a\\b") == "/a\\b"
