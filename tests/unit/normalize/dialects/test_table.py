from __future__ import annotations

import pytest

from desktop_app.normalize import values
from desktop_app.normalize.dialects.claude_code import CLAUDE_CODE
from desktop_app.normalize.dialects.codex import CODEX
from desktop_app.normalize.dialects.gemini import GEMINI
from desktop_app.normalize.dialects.generic import GENERIC
from desktop_app.normalize.dialects.table import strong, weak
from desktop_app.normalize.vocabulary import LogFacts
from tests.fakes.records import attributes

DIALECTS = [CLAUDE_CODE, CODEX, GEMINI, GENERIC]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_rows_lead_to_fields(dialect):
    """A row names a field of the facts, or a note between the steps."""
    known = set(LogFacts.__dataclass_fields__)
    assert {row.field for row in dialect.attributes.values() if row.field[0] != "_"} <= known
    assert not dialect.noise & dialect.spans.keys()


@pytest.mark.parametrize("read", [values.text, values.integer, values.truth, values.real])
@pytest.mark.parametrize("value", ["", "x", "1", 0, 1, -1, 0.0, 1.5, True, False, None, ["a"]])
def test_the_fast_reader_is_never_different(read, value):
    """Where it gives something true, that is what the reader gives."""
    (attribute,) = attributes({"k": value})
    for row in (strong("f", read), weak("f", read)):
        fast = row.fast(attribute)
        assert not fast or fast == read(attribute.value)
