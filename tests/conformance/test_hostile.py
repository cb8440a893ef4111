"""E12: bombs beside honest senders, with big requests in a worker as in the product."""

from __future__ import annotations

import gzip
import http.client
import os
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from desktop_app.receive.decode import inflated_within
from desktop_app.receive.request import MIB, Answer
from desktop_app.receive.server import Receivers
from desktop_app.receive.worker import BigJobs
from tests.fakes import otlp
from tests.fakes.admitted import in_flight
from tests.fakes.intake import FakeIntake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.receive.request import RawRequest


class WorkerIntake(FakeIntake):
    """Sends big requests to a worker process, as the recorder does."""

    def __init__(self) -> None:
        super().__init__()
        self.big = BigJobs("tests.fakes.jobs:count_spans", memory_bytes=512 * MIB, waiting=2)

    def submit(self, request: RawRequest) -> Future[Answer]:
        """Small ones here, big ones there."""
        if inflated_within(request, MIB):
            return super().submit(request)
        done: Future[Answer] = Future()

        def pass_on(result: Future[bytes]) -> None:
            error = result.exception()
            if error:
                done.set_exception(error)
            else:
                done.set_result(Answer())

        header = f"{64 * MIB} 1000000 {request.compression}".encode()
        self.big.submit(header, request.body).add_done_callback(pass_on)
        return done


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    """Receivers with workers behind them."""
    intake = WorkerIntake()
    found = Receivers(intake, http_port=0, grpc_port=0)
    found.start()
    yield found
    found.stop()
    intake.big.close()


def post(receivers: Receivers, body: bytes, **headers: str) -> int:
    """POST on a connection of its own; return the status, 0 when it was cut."""
    connection = http.client.HTTPConnection(receivers.http_url.removeprefix("http://"), timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(
            "POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"} | named
        )
        return connection.getresponse().status
    except (ConnectionError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@pytest.mark.attack("E12")
def test_bombs_are_refused_and_others_are_served(receivers: Receivers) -> None:
    """Memory of the receiving process stays bounded; small requests are answered meanwhile."""
    bombs: list[tuple[bytes, dict[str, str]]] = [
        (gzip.compress(bytes(256 * MIB), 1), {"Content_Encoding": "gzip"}),
        (otlp.empty_spans(4_000_000), {}),
        (gzip.compress(otlp.empty_spans(4_000_000), 1), {"Content_Encoding": "gzip"}),
        (bytes(60 * MIB), {}),
        (otlp.nested_value(10_000), {}),
    ]
    small = otlp.traces(1).SerializeToString()
    assert post(receivers, small) == 200
    before = psutil.Process(os.getpid()).memory_info().rss
    refused: list[int] = []
    threads = [
        threading.Thread(
            target=lambda body=body, headers=headers: refused.append(
                post(receivers, body, **headers)
            )
        )
        for body, headers in bombs * 2
    ]
    for thread in threads:
        thread.start()
    peak, waits = 0, []
    while any(thread.is_alive() for thread in threads):
        begun = time.perf_counter()
        assert post(receivers, small) == 200
        waits.append(time.perf_counter() - begun)
        peak = max(peak, psutil.Process(os.getpid()).memory_info().rss)
    assert len(refused) == len(threads)
    assert set(refused) <= {400, 413, 503}
    # Bodies in flight (128 MiB), held twice while they are joined or handed on, and the senders'
    # own copies, which are in this process too.
    assert peak - before < 700 * MIB
    assert sorted(waits)[len(waits) // 2] < 2
    deadline = time.monotonic() + 60
    while in_flight(receivers.admission) != (0, 0):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.attack("E12")
def test_many_large_grpc_messages_share_the_budget(receivers: Receivers) -> None:
    """Sixteen times 40 MiB at once are refused or told to come back; a small one is served."""
    import grpc  # noqa: PLC0415 - only here

    method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    channel = grpc.insecure_channel(
        receivers.grpc_address,
        options=[("grpc.max_send_message_length", -1), ("grpc.enable_retries", 0)],
    )
    call: Any = channel.unary_unary(method)
    body = bytes(40 * MIB)
    calls = [call.future(body, timeout=60) for _ in range(16)]
    codes = {found.code() for found in calls}
    assert codes <= {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.UNAVAILABLE,
    }
    assert call(otlp.traces(1).SerializeToString(), timeout=20) == b""
    channel.close()
