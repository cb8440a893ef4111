"""Big requests in a process of their own: its memory is limited, its death costs one request.

`BigJobs` runs a function by import path in up to `workers` child processes. They start on first
use, end when idle, and are replaced after a crash, a timeout or running out of memory. Header,
body, questions and answers cross the pipes as bytes in frames; nothing received is ever unpickled.

The function has the type `Job`; it is named "package.module:function".
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from desktop_app.errors import BugError, CountersignError, OverloadedError, TooLargeError
from desktop_app.host.program import own_program
from desktop_app.model import canonical
from desktop_app.receive import frames
from desktop_app.receive.request import MIB

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class _Task:
    header: bytes
    body: bytes
    ask: Callable[[bytes], bytes]
    done: Future[bytes]


class BigJobs:
    """A small pool of worker processes. Thread safe.

    Args:
        function: import path of a `frames.Job`.
        memory_bytes: address space that a worker may use beyond what it has when it is ready.
        workers: processes at most.
        waiting: jobs that may wait for one; one more is refused.
        timeout_s: for one job; then its worker is killed.
        idle_s: after which an unused worker ends.
    """

    def __init__(
        self,
        function: str,
        *,
        memory_bytes: int = 1024 * MIB,
        workers: int = 1,
        waiting: int = 16,
        timeout_s: float = 60.0,
        idle_s: float = 60.0,
    ) -> None:
        self._function, self._memory_bytes = function, memory_bytes
        self._timeout_s, self._idle_s = timeout_s, idle_s
        self._tasks: queue.Queue[_Task | None] = queue.Queue(waiting)
        self._workers = workers
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._live: set[_Worker] = set()
        self._unfinished = 0
        self._closed = False

    def submit(
        self, header: bytes, body: bytes, ask: Callable[[bytes], bytes] | None = None
    ) -> Future[bytes]:
        """Run the function in a worker.

        Args:
            header: small; what the function needs to know about the body.
            body: any size.
            ask: answers the function's questions; runs in a thread of the pool.

        Returns:
            A future of what the function returns. It fails with the `CountersignError` that the
            function raised; TooLargeError when the worker ran out of memory or died;
            OverloadedError after `timeout_s`.

        Raises:
            OverloadedError: too many jobs wait, or the pool is closed.
        """
        task = _Task(header, body, ask or _no_questions, Future())
        with self._lock:
            if self._closed:
                raise OverloadedError("The recorder is stopping.")
            try:
                self._tasks.put_nowait(task)
            except queue.Full as error:
                raise OverloadedError("Too many large requests wait to be unpacked.") from error
            self._unfinished += 1
            if len(self._threads) < min(self._workers, self._unfinished):
                name = f"big-jobs-{len(self._threads)}"
                thread = threading.Thread(target=self._serve, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        return task.done

    def close(self, grace_s: float = 5.0) -> None:
        """Refuse what waits, give what runs `grace_s` to finish, end the workers."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(queue.Empty):
            while (task := self._tasks.get_nowait()) is not None:
                if task.done.set_running_or_notify_cancel():
                    task.done.set_exception(OverloadedError("The recorder is stopping."))
        for _ in self._threads:
            self._tasks.put(None)
        killer = threading.Timer(grace_s, self._kill_all)
        killer.daemon = True
        killer.start()
        for thread in self._threads:
            thread.join()
        killer.cancel()

    def _serve(self) -> None:
        worker: _Worker | None = None
        while True:
            try:
                task = self._tasks.get(timeout=self._idle_s if worker is not None else None)
            except queue.Empty:
                self._end(worker)
                worker = None
                continue
            if task is None:
                self._end(worker)
                return
            worker = self._run(worker, task)
            with self._lock:
                self._unfinished -= 1

    def _run(self, worker: _Worker | None, task: _Task) -> _Worker | None:
        """Do one task; return the worker if it can be used again."""
        if not task.done.set_running_or_notify_cancel():
            return worker
        try:
            if worker is not None and not worker.alive:
                self._end(worker)  # killed while it was idle: no fault of this request
                worker = None
            if worker is None:
                worker = _Worker(self._function, self._memory_bytes)
                self._live.add(worker)
            result = worker.run(task.header, task.body, task.ask, self._timeout_s)
        except CountersignError as error:
            task.done.set_exception(error)
        except Exception as error:  # noqa: BLE001 - the waiting caller gets it
            self._end(worker)
            worker = None
            task.done.set_exception(error)
        else:
            task.done.set_result(result)
        if worker is not None and not worker.alive:
            self._end(worker)
            return None
        return worker

    def _kill_all(self) -> None:
        for worker in [*self._live]:
            worker.kill()

    def _end(self, worker: _Worker | None) -> None:
        if worker is not None:
            worker.end()
            self._live.discard(worker)


class _Worker:
    """One child process, driven by one thread."""

    def __init__(self, function: str, memory_bytes: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*_program(), function, str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=frames.child_environment(),
            close_fds=True,
            start_new_session=True,  # Ctrl-C in a terminal is for the recorder alone
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise BugError("A worker process has no pipes.")
        self._to = cast("BinaryIO", self._process.stdin)
        self._from = cast("BinaryIO", self._process.stdout)
        self._open = True

    @property
    def alive(self) -> bool:
        """Whether it can take a job."""
        return self._open and self._process.poll() is None

    def kill(self) -> None:
        """End it at once; whoever waits for it gets an error."""
        self._process.kill()

    def run(
        self, header: bytes, body: bytes, ask: Callable[[bytes], bytes], timeout_s: float
    ) -> bytes:
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(timeout_s, kill)
        timer.daemon = True
        timer.start()
        try:
            return self._converse(header, body, ask)
        except (OSError, EOFError) as error:
            self.end()
            if late.is_set():
                raise OverloadedError("A large request took too long to unpack.") from error
            raise TooLargeError("Unpacking the request took more memory than it may.") from error
        finally:
            timer.cancel()

    def end(self) -> None:
        """Close the pipes and see that the process is gone."""
        self._open = False
        frames.close_quietly(self._to)
        frames.close_quietly(self._from)
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _converse(self, header: bytes, body: bytes, ask: Callable[[bytes], bytes]) -> bytes:
        frames.write(self._to, frames.HEADER, header)
        frames.write(self._to, frames.BODY, body)
        while True:
            kind, data = frames.read(self._from)
            if kind == frames.RESULT:
                return data
            if kind == frames.QUESTION:
                frames.write(self._to, frames.REPLY, self._answer(ask, data))
            elif kind == frames.NO_MEMORY:
                self.end()
                raise TooLargeError("Unpacking the request takes more memory than it may.")
            else:
                raise _error(data)

    def _answer(self, ask: Callable[[bytes], bytes], question: bytes) -> bytes:
        try:
            return ask(question)
        except BaseException:  # it waits for an answer: it must never take the next job for that
            self.kill()
            self.end()
            raise


def _program() -> list[str]:
    """Return the command that starts `worker_main`."""
    if getattr(sys, "frozen", False):  # there is no other Python
        return [*own_program(), "_work"]
    return [sys.executable, "-P", "-m", "desktop_app.receive.worker_main"]


def _no_questions(_question: bytes) -> bytes:
    raise BugError("A worker asked, and nobody is there to answer.")


def _error(data: bytes) -> CountersignError:
    """Make the error again that the job raised, by its class name."""
    told = canonical.decode(data)
    classes: list[type[CountersignError]] = [CountersignError]
    for kind in classes:
        if kind.__name__ == told["class"]:
            return kind(str(told["message"]), hint=str(told["hint"]))
        classes.extend(kind.__subclasses__())
    return BugError(f"A worker failed with {told['class']}.")
