"""Files that a reviewer gives beside a bundle."""

from __future__ import annotations

import pytest

from desktop_app.errors import UsageError
from desktop_app.operations.bundle_given import MAX_GIVEN_BYTES, read_given, read_identity


def test_a_file_is_read(tmp_path):
    """Whatever is in it."""
    (tmp_path / "file").write_bytes(b"AGE-SECRET-KEY-1\n")
    assert read_given(tmp_path / "file") == b"AGE-SECRET-KEY-1\n"
    assert read_identity(tmp_path / "file") == "AGE-SECRET-KEY-1\n"


def test_what_cannot_be_one_is_refused(tmp_path):
    """Too large, or no text."""
    (tmp_path / "large").write_bytes(bytes(MAX_GIVEN_BYTES + 1))
    (tmp_path / "odd").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="too large"):
        read_given(tmp_path / "large")
    with pytest.raises(UsageError, match="no age identity"):
        read_identity(tmp_path / "odd")
