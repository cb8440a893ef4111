"""The recorder's side of the courier: started, told, heard, ended in time whatever it does."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from desktop_app.courier import wire
from desktop_app.errors import KeychainLockedError
from desktop_app.recorder import courier_process
from desktop_app.recorder.courier_process import CourierProcess
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = wire.Order("/l", "o", (wire.Consigned({"id": "a"}, 3, {"key": "hidden"}),))
HEAD = "import os, sys, time\nline = sys.stdin.buffer.readline()\n"
TOLD = 'print(\'{{"event":"stopped","first":1,"id":"%s","last":2}}\' % ({}), flush=True)\n'


@contextmanager
def carried(
    script: str, order: wire.Order | None = ORDER
) -> Iterator[tuple[CourierProcess, list[wire.Event]]]:
    """Give a courier that runs a script, and what it is heard to say."""
    heard: list[wire.Event] = []
    command = (sys.executable, "-c", HEAD + script)
    process = CourierProcess(lambda: order, heard.append, command)
    try:
        yield process, heard
    finally:
        process.stop()


def test_it_gets_its_order_and_words_by_a_pipe_and_is_heard_to_its_end() -> None:
    """Nothing of it is in its arguments or its environment."""
    script = (
        TOLD.format("len(line)")
        + "while word := os.read(0, 100):\n    "
        + TOLD.format("word.decode()[:1]")
        + TOLD.format("'end'")
    )
    with carried(script) as (process, heard):
        process.start()
        until(lambda: len(heard) == 1)
        assert process.tell(wire.STAMP)
        until(lambda: len(heard) == 2)
        process.stop()
        said = [one.id for one in heard]
        assert said == [str(len(wire.format_order(ORDER))), "s", "end"]
        assert process.pid is None
        assert not process.tell(wire.NEWS)  # nobody is there


def test_one_that_does_not_end_is_killed() -> None:
    """So that after `stop` nothing leaves."""
    script = TOLD.format("'on'") + "while True: time.sleep(60)\n"
    with carried(script) as (process, heard):
        process.start()
        until(lambda: bool(heard))
        pid, began = process.pid, time.monotonic()
        assert pid is not None
        process.stop()
        assert time.monotonic() - began < 5
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names what a process has open")
def test_no_other_process_opens_its_lines() -> None:
    """By their names in /proc: who could, would read credentials and tell events of its own."""
    with carried(TOLD.format("'on'") + "while os.read(0, 100): pass\n") as (process, heard):
        process.start()
        until(lambda: bool(heard))
        for number, mode in ((0, os.O_RDONLY), (0, os.O_WRONLY), (1, os.O_WRONLY)):
            with pytest.raises(OSError, match="No such device"):
                os.open(f"/proc/{process.pid}/fd/{number}", mode | os.O_NONBLOCK)


def test_whoever_holds_the_line_that_it_speaks_by_keeps_nobody() -> None:
    """What it said is heard, and `stop` returns."""
    words = f"{sys.executable!r}, 'python', '-c', 'import time; time.sleep(30)'"
    script = (
        f"os.spawnl(os.P_NOWAIT, {words})\n" + TOLD.format("'on'") + "while True: time.sleep(60)\n"
    )
    with carried(script) as (process, heard):
        process.start()
        until(lambda: bool(heard))
        began = time.monotonic()
        assert not process.stop()
        assert time.monotonic() - began < 5


def test_one_that_dies_is_started_again_with_what_is_to_do_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And no more when there is nothing to do; what is no event is passed over."""
    monkeypatch.setattr(courier_process, "FIRST_PAUSE_S", 0.01)
    asked: list[int] = []

    def order() -> wire.Order | None:
        asked.append(1)
        return ORDER if len(asked) < 3 else None

    heard: list[wire.Event] = []
    script = HEAD + "print('no event', flush=True)\n" + TOLD.format("'x'")
    process = CourierProcess(order, heard.append, (sys.executable, "-c", script))
    process.start()
    until(lambda: len(asked) == 3)
    until(lambda: not process.is_running)
    assert len(heard) == 2
    process.stop()


def test_where_to_and_as_whom_is_no_matter_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Proxies, Amazon's credentials, our passphrase: what a person consented to counts."""
    for name in ("https_proxy", "AWS_PROFILE", "COUNTERSIGN_PASSPHRASE", "SSLKEYLOGFILE"):
        monkeypatch.setenv(name, "theirs")
    found = "[n for n, v in os.environ.items() if v == 'theirs']"
    with carried(TOLD.format(f"''.join({found})")) as (process, heard):
        process.start()
        until(lambda: bool(heard))
        assert heard[0].id == ""


def test_a_program_that_cannot_start_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is stopped."""
    monkeypatch.setattr(courier_process, "FIRST_PAUSE_S", 0.01)
    asked: list[int] = []

    def order() -> wire.Order:
        asked.append(1)
        return ORDER

    process = CourierProcess(order, lambda _: None, ("/nowhere/at/all",))
    process.start()
    until(lambda: len(asked) > 1)
    process.stop()
    assert not process.is_running


def test_what_an_order_cannot_be_made_of_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked keychain ends nothing: as soon as it opens, it goes on."""
    monkeypatch.setattr(courier_process, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(courier_process, "LAST_PAUSE_S", 0.01)
    locked = [True] * 3
    heard: list[wire.Event] = []

    def order() -> wire.Order:
        if locked and locked.pop():
            raise KeychainLockedError("The keychain is locked.")
        return ORDER

    script = HEAD + TOLD.format("'on'") + "while os.read(0, 100): pass\n"
    process = CourierProcess(order, heard.append, (sys.executable, "-c", script))
    process.start()
    until(lambda: bool(heard))
    assert process.is_running
    process.stop()
    assert not locked
