"""Who is looked for is found by token and by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import subjects
from desktop_app.recorder.rules import make_redactor
from tests.fakes import ledger_builder as build

if TYPE_CHECKING:
    from tests.fakes.retaining import Retaining


@pytest.mark.parametrize("text", ["", "ab", "  ab  ", "x" * 1_001])
def test_what_is_everywhere_is_not_looked_for(text: str) -> None:
    """Two letters are in everything; a whole page is nobody."""
    with pytest.raises(UsageError):
        subjects.parse_subject(text)
    assert subjects.parse_subject(" ada ") == "ada"


def test_bodies_are_searched_for_tokens_and_words(retaining: Retaining) -> None:
    """As protobuf holds them and as JSON spells them; entries without a body hold nothing."""
    redactor = make_redactor(bytes(32), strict=False)
    tokens = subjects.tokens_of("ada@lovelace.example", redactor)
    mark = redactor.redact_text("ada@lovelace.example", bytes(32))[0]
    assert any(token in mark for token in tokens)
    events = (f'{{"id":"{mark}"}}', '{"id":"Ada \\"A\\" Lovelace"}', '{"id":"nobody"}')
    first = (
        retaining.writer.append(
            [build.cloudevents(retaining.ids, [line.encode()]) for line in events]
        )
        .result()[0]
        .seq
    )
    told = []
    with LedgerReader(retaining.place.path) as ledger:

        def found(text: str, tokens: object = ()) -> list[int]:
            return list(subjects.scan(ledger, text, tokens, lambda *two: told.append(two)))

        assert found("ada@lovelace.example", tokens) == [first]
        assert found('Ada "A" Lovelace') == [first + 1]
        assert found("nobody") == [first + 2]
        assert found("somebody") == []
    assert told
