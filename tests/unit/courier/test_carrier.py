"""What a lane carries."""

from __future__ import annotations

from desktop_app.courier.carrier import Load


def test_what_was_passed_before_a_load_counts_in_it() -> None:
    """So that nothing between two positions is told by nobody."""
    passed = Load(3, 9, skipped=4, gone=1)
    load = Load(9, 12, skipped=1, gone=1).behind(passed)
    assert load == Load(3, 12, skipped=5, gone=2)
