"""countersign bundle: the group, and that it needs no ledger to say what it can do."""

from __future__ import annotations


def test_the_group_lists_its_verbs(empty):
    """A bare `countersign bundle` is help, as of every group."""
    done = empty("bundle", "--help")
    assert done.code == 0
    assert [verb for verb in ("export", "inspect", "verifier", "verify") if verb in done.out] == [
        "export",
        "inspect",
        "verifier",
        "verify",
    ]
