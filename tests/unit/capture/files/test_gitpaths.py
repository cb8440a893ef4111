"""capture.files.gitpaths: which paths are git's own."""

from __future__ import annotations

import pytest

from desktop_app.capture.files.gitpaths import in_git, is_ref, is_skipped


@pytest.mark.parametrize(
    ("path", "inside", "ref", "skipped"),
    [
        (b".git", False, False, False),
        (b".gitignore", False, False, False),
        (b"objects/x", False, False, False),
        (b".git/HEAD", True, False, False),
        (b".git/hooks/pre-commit", True, False, False),
        (b".git/config", True, False, False),
        (b".git/index.lock", True, False, True),
        (b".git/objects", True, False, True),
        (b".git/logs", True, False, True),
        (b".git/packed-refs", True, True, False),
        (b".git/refs", True, True, False),
        (b".git/refs/heads/objects", True, True, False),
        (b"sub/.git/refs/heads/x", True, True, False),
        (b".git/modules/m/objects", True, False, True),
        (b".git/modules/m/HEAD", True, False, False),
    ],
)
def test_each_path_has_its_place(path: bytes, inside: bool, ref: bool, skipped: bool) -> None:  # noqa: FBT001 - a table
    """A branch may be called `objects`; a submodule's objects are objects."""
    assert (in_git(path), is_ref(path), is_skipped(path)) == (inside, ref, skipped)
