"""OTLP/gRPC on the wire, with the generated stubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2_grpc import LogsServiceStub
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2_grpc import MetricsServiceStub
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

from desktop_app.normalize.signals import Signal
from tests.fakes import otlp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.conftest import Door


@pytest.fixture
def channel(door: Door) -> Iterator[grpc.Channel]:
    """One channel without a limit on what it sends."""
    with grpc.insecure_channel(
        door.grpc_address, options=[("grpc.max_send_message_length", -1)]
    ) as found:
        yield found


def test_all_signals(door: Door, channel: grpc.Channel) -> None:
    """Full success leaves partial_success unset."""
    for stub, request, signal in (
        (TraceServiceStub, otlp.traces(4), Signal.TRACES),
        (LogsServiceStub, otlp.logs(5), Signal.LOGS),
        (MetricsServiceStub, otlp.metrics(6), Signal.METRICS),
    ):
        for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip):
            answer = stub(channel).Export(request, timeout=20, compression=compression)
            assert not answer.HasField("partial_success")
        assert len(door.records(signal)) in {8, 10, 12}


def test_more_than_four_megabytes_and_partial_success(door: Door, channel: grpc.Channel) -> None:
    """The library's own limit would be 4 MiB."""
    request = otlp.traces(30_000)
    assert request.ByteSize() > 4 << 20
    request.MergeFrom(otlp.traces(1, trace_id=bytes(3)))
    answer = TraceServiceStub(channel).Export(request, timeout=60)
    assert answer.partial_success.rejected_spans == 1
    assert sum(len(span.trace_id) == 16 for span in door.records(Signal.TRACES)) == 30_000


def test_a_huge_message_is_exhausted(channel: grpc.Channel) -> None:
    """64 MiB and one byte."""
    with pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")(
            bytes((64 << 20) + 1), timeout=60
        )
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
