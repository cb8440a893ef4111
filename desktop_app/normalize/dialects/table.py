"""What a dialect is made of: a table of attributes, tables of names, and two finishing steps.

An attribute row says: field of `Facts`, how to read the value, and whether the row is `strong`.
A strong row overrules a weak one for the same field, in whatever order they come; between equals
the last one on the record counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.normalize import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.normalize.vocabulary import Category

Found = dict[str, Any]  # field of Facts -> value

_FAST: dict[Any, Callable[[Any], Any]] = {
    values.text: attrgetter("value.string_value"),
    values.integer: attrgetter("value.int_value"),
    values.truth: attrgetter("value.bool_value"),
}


def _not_fast(attribute: Any) -> None:  # noqa: ARG001 - `read` decides
    return None


class Row(NamedTuple):
    """Where one attribute goes.

    Attributes:
        field: of `Facts`.
        read: AnyValue to value, or None.
        strong: overrules what is there.
        fast: KeyValue to value where it has its usual type and is not empty, 0 or false; else
            something false, and `read` decides. A C function: this is run for every attribute.
    """

    field: str
    read: Callable[[Any], Any]
    strong: bool
    fast: Callable[[Any], Any]


class Kind(NamedTuple):
    """What a record of a known name is."""

    category: Category
    title: str = ""
    operation: str | None = None
    counted: bool = False


class Point(NamedTuple):
    """What a metric may be added up as, and which attribute tells the kind of token."""

    measure: str
    type_key: str = ""


@dataclass(frozen=True, eq=False)
class Dialect:
    """A convention or an agent's own way.

    Attributes:
        name: in `Facts.dialect`.
        agent: in `Facts.agent`; "" = the sender's service.name.
        attributes: key -> row, for spans and logs.
        spans: span name -> kind.
        logs: event name -> kind.
        noise: span names that are folded away without a look at their attributes.
        metrics: metric name -> what it measures.
        token_kinds: value of a point's type attribute -> our name of it.
        finish_span: completes what a span says; gets the found fields and the span.
        finish_log: the same for a log record.
        version_known: False when service.version is not the agent's.
        exit_told: a shell call's success covers how the command ended.
        call_key: for a tool's span, what joins records that lack its id to it.
    """

    name: str
    agent: str
    attributes: Mapping[str, Row]
    spans: Mapping[str, Kind]
    logs: Mapping[str, Kind]
    noise: frozenset[str]
    metrics: Mapping[str, Point]
    token_kinds: Mapping[str, str]
    finish_span: Callable[[Found, Any], None]
    finish_log: Callable[[Found, Any], None]
    version_known: bool = True
    exit_told: bool = False
    call_key: Callable[[Any, Found], str] | None = None


def strong(field: str, read: Callable[[Any], Any]) -> Row:
    """Return a row of the convention that is current."""
    return Row(field, read, strong=True, fast=_FAST.get(read, _not_fast))


def weak(field: str, read: Callable[[Any], Any]) -> Row:
    """Return a row of an older or looser convention: fills a gap, overrules nothing current."""
    return Row(field, read, strong=False, fast=_FAST.get(read, _not_fast))
