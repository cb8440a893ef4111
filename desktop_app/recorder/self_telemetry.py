"""The recorder's own metrics, through opentelemetry-sdk and into its own ledger; no socket.

Off by default (`telemetry.self`); this module is imported only when it is on. Every minute the
points are encoded as any exporter would encode them and handed to our own pipeline, as the sender
`countersign`. Names: `countersign.recorder.*` (`resources/docs/control.md` lists them).
"""

from __future__ import annotations

import logging
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.metrics import Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

from desktop_app import __version__
from desktop_app.errors import CountersignError
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder.meter import COUNTERS
from desktop_app.recorder.senders import OURSELVES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from opentelemetry.metrics import CallbackOptions

    from desktop_app.receive.request import Answer
    from desktop_app.recorder.recorder import Recorder

LOG = logging.getLogger(__name__)
PREFIX = "countersign.recorder."
EVERY_S = 60.0
_APPEND_S = 30.0
_SECONDS = (0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_ENTRIES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)


class SelfTelemetry:
    """Collects, encodes, submits. `start`, then `stop`; `collect` by hand in tests.

    It is the journal's observer: entries that became durable while the ledger had one size were
    one commit.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._reader = InMemoryMetricReader()
        self._provider = MeterProvider(
            [self._reader],
            Resource({"service.name": OURSELVES, "service.version": __version__}),
            shutdown_on_exit=False,
            views=[_buckets("ack_latency", _SECONDS), _buckets("batch_size", _ENTRIES)],
        )
        meter = self._provider.get_meter("countersign.recorder", __version__)
        for name, (unit, about) in COUNTERS.items():
            meter.create_observable_counter(
                PREFIX + name, [_observing(partial(self._count, name))], unit, about
            )
        for name, (unit, about, read) in {
            "queue_depth": ("{entry}", "entries that wait for a commit", self._waiting),
            "index_lag": ("{entry}", "entries that the index is behind", self._lag),
        }.items():
            meter.create_observable_gauge(PREFIX + name, [_observing(read)], unit, about)
        self._latency = meter.create_histogram(
            PREFIX + "ack_latency", "s", "from prepared to durable"
        )
        self._batches = meter.create_histogram(
            PREFIX + "batch_size", "{entry}", "entries of one commit"
        )
        self._commit = (0, 0)  # (size of the ledger after it, entries heard of so far)
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="self-telemetry", daemon=True)

    def start(self) -> None:
        """Watch acknowledgements and collect every minute from now on."""
        self._recorder.journal.observer = self
        self._thread.start()

    def stop(self) -> None:
        """Stop; what was measured since the last collection is lost."""
        self._recorder.journal.observer = None
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._provider.shutdown()

    def acknowledged(self, waited_us: int, entries: int) -> None:
        """Hear of one durable append (on the committing thread)."""
        self._latency.record(waited_us / 1_000_000)
        size = self._recorder.journal.writer.state().size
        last_size, heard = self._commit
        if size != last_size and heard:
            self._batches.record(heard)
            heard = 0
        self._commit = (size, heard + entries)

    def collect(self) -> Future[Answer] | None:
        """Submit what was measured; None when there is nothing."""
        data = self._reader.get_metrics_data()
        if data is None:
            return None
        body = encode_metrics(data).SerializeToString()
        sender = Sender(OURSELVES, "token")  # a name that nobody else is given (`Senders`)
        request = RawRequest(Signal.METRICS, body, "protobuf", "identity", "http", sender)
        return self._recorder.pipeline.submit(request)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            try:
                if (submitted := self.collect()) is not None:
                    submitted.result(_APPEND_S)
            except (CountersignError, TimeoutError) as error:
                LOG.warning("The recorder's own metrics were not recorded: %s", error)

    def _count(self, name: str) -> int:
        return self._recorder.meter.counts()[name]

    def _waiting(self) -> int:
        return self._recorder.journal.writer.state().waiting

    def _lag(self) -> int | None:
        return self._recorder.lag()


def _observing(
    read: Callable[[], int | None],
) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def observe(_: CallbackOptions) -> Iterable[Observation]:
        value = read()
        return [] if value is None else [Observation(value)]

    return observe


def _buckets(name: str, boundaries: tuple[float, ...]) -> View:
    return View(
        instrument_name=PREFIX + name, aggregation=ExplicitBucketHistogramAggregation(boundaries)
    )
