"""Schema: every string and bytes place of OTLP is known, today's and tomorrow's."""

from __future__ import annotations

from google.protobuf.descriptor import FieldDescriptor

from desktop_app.redact import schema
from desktop_app.redact.schema import Place


def test_every_string_and_bytes_field_is_a_place() -> None:
    """No string or bytes field below the export requests is without a place."""
    for message in schema.MESSAGES:
        for field in message.fields:
            if field.type in {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES}:
                assert field in schema.PLACES, field.full_name
            if field.message_type is not None:
                assert field in schema.PLACES, field.full_name


def test_text_fields_of_this_version() -> None:
    """The pinned opentelemetry-proto; a new field shows up here and is scanned anyway."""
    prefix = "opentelemetry.proto."
    assert {name.removeprefix(prefix) for name in schema.TEXT_FIELDS} == {
        "common.v1.AnyValue.string_value", "common.v1.KeyValue.key",
        "common.v1.EntityRef.schema_url", "common.v1.EntityRef.type",
        "common.v1.EntityRef.id_keys", "common.v1.EntityRef.description_keys",
        "common.v1.InstrumentationScope.name", "common.v1.InstrumentationScope.version",
        "trace.v1.Span.trace_state", "trace.v1.Span.name", "trace.v1.Span.Event.name",
        "trace.v1.Span.Link.trace_state", "trace.v1.Status.message",
        "trace.v1.ScopeSpans.schema_url", "trace.v1.ResourceSpans.schema_url",
        "logs.v1.LogRecord.severity_text", "logs.v1.LogRecord.event_name",
        "logs.v1.ScopeLogs.schema_url", "logs.v1.ResourceLogs.schema_url",
        "metrics.v1.Metric.name", "metrics.v1.Metric.description", "metrics.v1.Metric.unit",
        "metrics.v1.ScopeMetrics.schema_url", "metrics.v1.ResourceMetrics.schema_url",
    }  # fmt: skip


def test_no_bytes_field_but_ids_and_any_value() -> None:
    """While this holds the gate may let records pass; a new bytes field closes it."""
    assert frozenset() == schema.NEW_BYTES
    names = {name.rsplit(".", 1)[1] for name in schema.BYTES_FIELDS}
    assert names == {"trace_id", "span_id", "parent_span_id", "bytes_value"}


def test_an_any_value_stands_after_these_tags() -> None:
    """KeyValue.value (2), ArrayValue.values (1), LogRecord.body (5): the gate's bytes pattern."""
    assert {0x0A, 0x12, 0x2A} == schema.VALUE_TAGS


def test_key_values_are_attributes_wherever_they_are() -> None:
    """Each repeated KeyValue has its keys looked up, nested maps and metric metadata too."""
    found = {
        field.full_name.rsplit(".", 2)[1]
        for field, p in schema.PLACES.items()
        if p is Place.ATTRIBUTES
    }
    assert found >= {"Resource", "InstrumentationScope", "Span", "Event", "Link", "LogRecord"}
    assert found >= {"NumberDataPoint", "Exemplar", "Metric", "KeyValueList"}


def test_new_fields_of_every_kind_get_a_place() -> None:
    """The mapping from field to place, by kind of field."""
    by_name = {
        field.full_name.rsplit(".", 2)[-2] + "." + field.name: p
        for field, p in schema.PLACES.items()
    }
    assert by_name["EntityRef.id_keys"] is Place.TEXTS
    assert by_name["Span.name"] is Place.TEXT
    assert by_name["Span.status"] is Place.MESSAGE
    assert by_name["Span.events"] is Place.MESSAGES
    assert by_name["LogRecord.body"] is Place.VALUE
    assert by_name["Span.trace_id"] is Place.BYTES
    assert "Span.kind" not in by_name
