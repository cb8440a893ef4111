"""Files that a patch changes."""

from __future__ import annotations

from desktop_app.model.action import Use
from desktop_app.policy.patches import files_of


def test_heads_are_found_however_they_stand():
    """Lax readers count too."""
    patch = (
        "*** Begin Patch\n*** Add File: a b\n+x\n  *** Update File: ../c\n*** Move to: d\n"
        "*** Delete File: /e\n*** End Patch"
    )
    assert files_of(patch) == (
        ("a b", Use.WRITE),
        ("../c", Use.WRITE),
        ("d", Use.WRITE),
        ("/e", Use.DELETE),
    )


def test_what_is_no_patch_is_none():
    """And may be anything."""
    assert files_of("*** Add File: a") is None
    assert files_of("*** Begin Patch\n*** End Patch") == ()
