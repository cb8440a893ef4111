"""What the recorder answers becomes the predicate that it will sign."""

from __future__ import annotations

import pytest

from desktop_app.bundle.build.request import format_begun, parse_begun, recipients
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope
from desktop_app.errors import BadEncodingError

ASKED = {
    "scope": {"kind": "run", "sender": "", "run_id": "r"},
    "level": "full",
    "recipients": ["b", "a", "b"],
}
ANSWER = {
    "seq": 7,
    "ts": 5,
    "log": "countersign/0011223344556677",
    "size": 8,
    "root": "ab" * 32,
    "epoch": 2,
    "note": "the note\n",
    "previous": None,
    "run_keys": [{"sender": "", "run_id": "r", "key": "cd" * 32}],
}


def test_a_request() -> None:
    """Field by field."""
    found = parse_begun(ANSWER, asked=ASKED)
    told = found.predicate
    assert (told.export, told.exported_us, told.size, told.epoch) == (7, 5, 8, 2)
    assert (told.level, told.scope) == (Level.FULL, RunScope("", "r"))
    assert (told.recipients, told.previous) == (("a", "b"), None)
    assert (told.root, found.note) == (b"\xab" * 32, b"the note\n")
    assert found.run_keys[0].key == b"\xcd" * 32
    assert format_begun(found) == ANSWER
    assert parse_begun({**ANSWER, "previous": 3}, asked=ASKED).predicate.previous == 3
    assert parse_begun({**ANSWER, "run_keys": []}, asked=ASKED).run_keys == ()


@pytest.mark.parametrize(
    "changes",
    [{"seq": "7"}, {"root": "ab"}, {"note": None}, {"previous": "x"}, {"run_keys": [1]}],
)
def test_another_answer_is_refused(changes: dict[str, object]) -> None:
    """By its first wrong field."""
    with pytest.raises(BadEncodingError):
        parse_begun({**ANSWER, **changes}, asked=ASKED)


def test_recipients_have_one_order() -> None:
    """So that the same ones are known again."""
    assert recipients(["b", "a", "a"]) == recipients(["a", "b"]) == ("a", "b")
    with pytest.raises(BadEncodingError):
        recipients("ab")
