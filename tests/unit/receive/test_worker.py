"""Worker processes: results, errors, death, time, memory; one costs the others nothing."""

from __future__ import annotations

import gzip
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop_app.errors import (
    BugError,
    MalformedRequestError,
    OverloadedError,
    TooLargeError,
)
from desktop_app.receive.worker import BigJobs
from tests.fakes import otlp

if TYPE_CHECKING:
    from collections.abc import Iterator

MIB = 1 << 20


@pytest.fixture
def jobs() -> Iterator[BigJobs]:
    """One worker, 256 MiB."""
    pool = BigJobs("tests.fakes.jobs:job", memory_bytes=256 * MIB, timeout_s=30)
    yield pool
    pool.close()


def wait_for_end(pid: int) -> None:
    """Return when a process is gone."""
    deadline = time.monotonic() + 60
    while psutil.pid_exists(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_results_and_questions(jobs: BigJobs) -> None:
    """Bodies cross both ways; questions are answered in between; the worker is used again."""
    body = os.urandom(3 * MIB)
    assert jobs.submit(b"echo", body).result(60) == body
    assert jobs.submit(b"ask", b"", lambda q: q + b"!").result(60) == b"who?!and?!"
    assert jobs.submit(b"print", b"").result(60) == b""
    assert jobs.submit(b"pid", b"").result(60) == jobs.submit(b"pid", b"").result(60)


def test_errors_cross_as_they_are_and_others_without_their_text(jobs: BigJobs) -> None:
    """The text of an unknown error may hold content."""
    with pytest.raises(MalformedRequestError) as caught:
        jobs.submit(b"bad", b"").result(60)
    assert (caught.value.message, caught.value.hint) == ("Not for me.", "Try another.")
    with pytest.raises(BugError) as bug:
        jobs.submit(b"bug", b"").result(60)
    assert "secret" not in bug.value.message
    assert "KeyError" in bug.value.message


def test_an_unanswered_question_costs_the_worker_only(jobs: BigJobs) -> None:
    """An error of the answering side reaches the caller."""

    def fail(_question: bytes) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.submit(b"ask", b"", fail).result(60)
    with pytest.raises(BugError):
        jobs.submit(b"ask", b"").result(60)
    assert jobs.submit(b"echo", b"x").result(60) == b"x"


@pytest.mark.parametrize("how", [b"die", pytest.param(b"grow", marks=pytest.mark.attack("E12"))])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_a_worker_that_dies_or_grows_is_too_large_and_replaced(jobs: BigJobs, how: bytes) -> None:
    """413 for the sender; the next request gets a new worker."""
    first = jobs.submit(b"pid", b"").result(60)
    with pytest.raises(TooLargeError):
        jobs.submit(how, b"").result(60)
    assert jobs.submit(b"pid", b"").result(60) != first
    wait_for_end(int(first))


def test_a_worker_killed_while_idle_costs_no_request(jobs: BigJobs) -> None:
    """The machine ran out of memory and chose it, say."""
    pid = int(jobs.submit(b"pid", b"").result(60))
    psutil.Process(pid).kill()
    deadline = time.monotonic() + 60
    while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
    assert jobs.submit(b"echo", b"x").result(60) == b"x"


def test_a_job_that_hangs_is_killed() -> None:
    """503, and the next one works."""
    pool = BigJobs("tests.fakes.jobs:job", timeout_s=1.5)
    try:
        with pytest.raises(OverloadedError):
            pool.submit(b"hang", b"").result(60)
        pool._timeout_s = 60  # a new worker starts within the time of its first job
        assert pool.submit(b"echo", b"x").result(60) == b"x"
    finally:
        pool.close()


def test_an_idle_worker_ends_and_comes_back() -> None:
    """Memory is given back to the machine."""
    pool = BigJobs("tests.fakes.jobs:job", idle_s=0.05)
    try:
        pid = int(pool.submit(b"pid", b"").result(60))
        wait_for_end(pid)
        assert int(pool.submit(b"pid", b"").result(60)) != pid
    finally:
        pool.close()


def test_what_waits_is_bounded_and_refused_at_the_end() -> None:
    """One runs, one waits, one more is refused; closing kills what hangs."""
    pool = BigJobs("tests.fakes.jobs:job", waiting=1)
    running = pool.submit(b"hang", b"")
    deadline = time.monotonic() + 60
    while not running.running():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    waiting = pool.submit(b"echo", b"")
    with pytest.raises(OverloadedError):
        pool.submit(b"echo", b"")
    pool.close(grace_s=0.2)
    for future in (running, waiting):
        with pytest.raises((OverloadedError, TooLargeError)):
            future.result(60)
    with pytest.raises(OverloadedError):
        pool.submit(b"echo", b"")
    pool.close()


def test_two_workers_work_at_the_same_time() -> None:
    """And no third starts."""
    pool = BigJobs("tests.fakes.jobs:job", workers=2)
    try:
        hanging = pool.submit(b"hang", b"")
        assert pool.submit(b"echo", b"y").result(60) == b"y"
    finally:
        pool.close(grace_s=0.1)
    assert hanging.exception(60)


@pytest.mark.attack("E12")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_bombs_end_in_the_worker() -> None:
    """By number of records, by size, and by memory; a good request after them passes."""
    pool = BigJobs("tests.fakes.jobs:count_spans", memory_bytes=256 * MIB)
    bomb = gzip.compress(bytes(128 * MIB), 6)
    try:
        for header, body in (
            (f"{64 * MIB} 1000000 identity", otlp.empty_spans(4_000_000)),
            (f"{64 * MIB} 9000000 identity", otlp.empty_spans(4_000_000)),
            (f"{64 * MIB} 1000000 gzip", bomb),
        ):
            with pytest.raises(TooLargeError):
                pool.submit(header.encode(), body).result(60)
        good = otlp.traces(2000).SerializeToString()
        assert pool.submit(b"67108864 1000000 identity", good).result(60) == b"2000"
    finally:
        pool.close()


def test_a_cancelled_job_is_skipped() -> None:
    """Nobody waits for it any more."""
    pool = BigJobs("tests.fakes.jobs:job")
    try:
        cancelled = threading.Event()
        hanging = pool.submit(b"ask", b"", lambda _q: b"" if cancelled.wait(60) else b"late")
        second = pool.submit(b"echo", b"x")
        assert second.cancel()
        cancelled.set()
        assert hanging.result(60) == b""
        assert pool.submit(b"echo", b"z").result(60) == b"z"
    finally:
        pool.close()
