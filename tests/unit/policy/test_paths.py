"""Paths as text: made absolute, compared, POSIX and Windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.policy.paths import below, is_absolute, is_windows, joined, normalise, parent


@pytest.mark.parametrize(
    ("path", "cwd", "expected"),
    [
        ("a", "/w", "/w/a"),
        ("./a/../b", "/w", "/w/b"),
        ("../../../etc", "/w/x", "/etc"),
        ("/a//b/./c/", "/w", "/a/b/c"),
        ("/..", "/w", "/"),
        ("~", "/w", "/home/u"),
        ("~/a", "/w", "/home/u/a"),
        ("~bob/a", "/w", ""),
        ("a", "", ""),
        ("a\0b", "/w", ""),
        ("C:\\a\\..\\b", "/w", "C:/b"),
        ("c:/Users/x/Secret.txt::$DATA", "/w", "C:/Users/x/Secret.txt"),
        ("a. /b ", "C:\\w", "C:/w/a/b"),
        ("\\\\?\\C:\\a", "/w", "C:/a"),
        ("\\\\host\\share\\a", "/w", "//host/share/a"),
        ("\\\\?\\UNC\\host\\share", "/w", "//host/share"),
        ("a\\b", "/w", "/w/a\\b"),
    ],
)
def test_a_path_is_made_absolute_and_clean(path, cwd, expected):
    """Or nothing, where it may lie anywhere."""
    assert normalise(path, cwd, "/home/u") == expected


def test_without_a_home_nobody_knows_what_a_tilde_is():
    """It may be anybody's."""
    assert normalise("~/a", "/w") == ""


@given(st.text(alphabet="ab./~\\ :C", max_size=30))
def test_cleaning_twice_changes_nothing(text):
    """And no dots are left between slashes."""
    once = normalise(text.lstrip("\\"), "/w/x", "/home/u")
    assert normalise(once, "/") == once or not once
    assert ".." not in once.split("/")


def test_joined_keeps_the_dots_that_a_link_may_turn_elsewhere():
    """`link/..` is where the link leads to, one up."""
    assert joined("link/../x", "/w") == "/w/link/../x"
    assert joined("/a/../b", "/w") == "/a/../b"
    assert joined("~/../b", "/w", "/home/u") == "/home/u/../b"
    assert joined("a/./b", "/w") == "/w/a/b"
    assert joined("x", "/w/..") == "/w/../x"
    assert joined("x", "") == ""
    assert joined("~", "/w", "/home/u") == "/home/u"


def test_below_and_parent():
    """A name that begins alike is not below."""
    assert below("/w/a", "/w")
    assert below("/w", "/w")
    assert below("/w", "/")
    assert not below("/work", "/w")
    assert not below("/w", "")
    assert parent("/a/b") == "/a"
    assert parent("/a") == "/"
    assert parent("/") == "/"
    assert parent("C:/a") == "C:/"
    assert parent("a") == "a"


def test_windows_is_told_by_drive_or_share():
    """Nothing else."""
    assert is_windows("C:\\a")
    assert is_windows("\\\\h\\s")
    assert not is_windows("/a")
    assert not is_windows("C:a")
    assert is_absolute("/a")
    assert not is_absolute("a")
