"""Entry values: the JSON form of a payload reference, and that values do not change."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from desktop_app.model.entry import LEAF_VERSION, NO_PREV, Draft, PayloadRef
from desktop_app.model.kinds import EntryKind


def test_payload_in_a_leaf() -> None:
    """Digests are lower-case hex, a missing one is null, the size is called bytes."""
    payload = PayloadRef(bytes([0xAB]) * 32, None, 5, "bodies")
    assert payload.to_json() == {
        "commitment": "ab" * 32,
        "digest": None,
        "bytes": 5,
        "retention": "bodies",
    }
    digest = bytes([0xCD]) * 32
    assert PayloadRef(bytes(32), digest, 0, "").to_json()["digest"] == "cd" * 32


def test_values_of_the_format() -> None:
    """Version 1; the chain begins at 32 zero bytes."""
    assert (1, bytes(32)) == (LEAF_VERSION, NO_PREV)


def test_drafts_do_not_change() -> None:
    """A draft that was handed over cannot be altered by who still holds it."""
    draft = Draft(EntryKind.COMMAND, {"sender": "", "auth": "local"}, {})
    with pytest.raises(FrozenInstanceError):
        draft.run_id = "other"
    assert (draft.run_id, draft.trace_id, draft.payload, draft.body, draft.secret) == (None,) * 5
