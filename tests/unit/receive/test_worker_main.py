"""The worker's loop, in this process; its limits, in one of its own."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from desktop_app.model import canonical
from desktop_app.receive import frames, worker_main
from tests.fakes import jobs


def serve(*sent: tuple[int, bytes], job: object = jobs.job) -> tuple[bool, list[tuple[int, bytes]]]:
    """Run one job; return what `serve` said and wrote."""
    to_worker, from_worker = io.BytesIO(), io.BytesIO()
    for kind, data in sent:
        frames.write(to_worker, kind, data)
    to_worker.seek(0)
    again = worker_main.serve(job, to_worker, from_worker)
    from_worker.seek(0)
    found = []
    while from_worker.tell() < len(from_worker.getvalue()):
        found.append(frames.read(from_worker))
    return again, found


def test_one_job() -> None:
    """Result; questions first."""
    head = ((frames.HEADER, b"echo"), (frames.BODY, b"x"))
    assert serve(*head) == (True, [(frames.RESULT, b"x")])
    asked = (
        (frames.HEADER, b"ask"),
        (frames.BODY, b""),
        (frames.REPLY, b"1"),
        (frames.REPLY, b"2"),
    )
    assert serve(*asked)[1] == [
        (frames.QUESTION, b"who?"),
        (frames.QUESTION, b"and?"),
        (frames.RESULT, b"12"),
    ]


def test_errors_are_told_by_class() -> None:
    """Text only of our own errors."""
    again, found = serve((frames.HEADER, b"bad"), (frames.BODY, b""))
    assert again
    assert canonical.decode(found[0][1])["class"] == "MalformedRequestError"
    _, found = serve((frames.HEADER, b"bug"), (frames.BODY, b""))
    assert canonical.decode(found[0][1]) == {"class": "KeyError", "message": "", "hint": ""}


def test_no_memory_ends_the_worker() -> None:
    """A heap that was full once is not used again."""

    def full(*_: object) -> bytes:
        raise MemoryError

    again, found = serve((frames.HEADER, b""), (frames.BODY, b""), job=full)
    assert (again, found) == (False, [(frames.NO_MEMORY, b"")])


@pytest.mark.parametrize("sent", [[], [(frames.HEADER, b"ask")]])
def test_the_end_of_the_input_is_the_end(sent: list[tuple[int, bytes]]) -> None:
    """Between jobs or inside one."""
    with pytest.raises(EOFError):
        serve(*sent)
    with pytest.raises(EOFError):
        serve((frames.HEADER, b"ask"), (frames.BODY, b""))


def test_the_process_ends_with_its_input() -> None:
    """A recorder that was killed leaves no worker behind."""
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "desktop_app.receive.worker_main",
            "tests.fakes.jobs:job",
            "1",
        ],
        input=b"",
        env=frames.child_environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
