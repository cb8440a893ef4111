"""Content of any length through a real recorder: in little memory, in no plaintext on the disk."""

from __future__ import annotations

import hashlib
import http.client
import sys
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import apsw
import pytest

from desktop_app.control.client import ControlClient
from desktop_app.receive.request import MIB
from desktop_app.recorder.uploads import MOST
from desktop_app.redact.windows import SIZES
from tests.fakes import consenting
from tests.fakes.commands import on_terminal
from tests.fakes.kept import PROMPTS
from tests.fakes.redaction import SECRETS, planted
from tests.fakes.running import RunningRecorder, environment, running, start
from tests.fakes.uploading import path_of, send
from tests.integration.test_gate_http import revealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
LONG_MIB, MOST_GROWTH_MIB = 300, 64
SMALL = {"name": "vault.payload_bytes", "value": "2MiB"}
TARGET = "trace.zip"
MARKER = b"a plum-coloured sentence that is nowhere else. "


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Return a real recorder that keeps prompts."""
    with running(tmp_path) as found:
        consenting.give(found.ready["control"], [PROMPTS])
        yield found
    for large in ("data/vault.db", TARGET):
        (tmp_path / large).unlink(missing_ok=True)


def noise(count_mib: int, seed: int = 1) -> Iterator[bytes]:
    """Yield random bytes, a MiB at a time."""
    random = Random(seed)  # noqa: S311 - not for secrets
    for _ in range(count_mib):
        yield random.randbytes(MIB)


class Watch:
    """Looks at a process again and again, until `with` ends.

    Attributes:
        peak_kib: most memory that it had.
        seen: whether a marker was in one of its open files in the data directory.
        spools: how often a file without a name was among them.
    """

    def __init__(self, recorder: RunningRecorder, marker: bytes = b"") -> None:
        self._recorder, self._marker, self._stop = recorder, marker, Event()
        self.peak_kib, self.spools, self.seen = 0, 0, False
        self._thread = Thread(target=self._work)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(0.02):
            self.peak_kib = max(self.peak_kib, memory_kib(self._recorder))
            if self._marker:
                self._look()

    def _look(self) -> None:
        data_dir = str(self._recorder.data_dir)
        for handle in Path(f"/proc/{self._recorder.process.pid}/fd").iterdir():
            with suppress(OSError):
                path = str(handle.readlink())
                if path.startswith(data_dir):
                    self.spools += path.endswith("(deleted)")
                    self.seen = self.seen or self._marker in handle.read_bytes()


def memory_kib(recorder: RunningRecorder) -> int:
    """Return what a process has in memory."""
    lines = Path(f"/proc/{recorder.process.pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def state(recorder: RunningRecorder) -> tuple[int, int]:
    """Return how many payloads there are that nobody keeps, and files that wait."""
    db = apsw.Connection(str(recorder.data_dir / "vault.db"), apsw.SQLITE_OPEN_READONLY)
    sql = (
        "SELECT count(*) FROM payloads p WHERE ref IS NULL "
        "OR NOT EXISTS (SELECT 1 FROM uses WHERE payload = p.id)"
    )
    orphans = int(db.execute(sql).fetchall()[0][0])
    db.close()
    return orphans, len([*recorder.data_dir.glob("spool-*")])


@needs_proc
def test_long_content_in_little_memory(recorder: RunningRecorder, tmp_path: Path) -> None:
    """300 MB in, kept, revealed into a file, and verified; the file is the person's alone."""
    send(recorder, noise(4, seed=2))
    before = memory_kib(recorder)
    sent = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in noise(LONG_MIB):
            sent.update(piece)
            yield piece

    target = tmp_path / TARGET
    with Watch(recorder) as watch:
        status, told = send(recorder, pieces(), label="trace")
        assert (status, told["kept"], told["bytes"]) == (200, True, LONG_MIB * MIB)
        words = ("vault", "reveal", told["payload_ref"], "--reason", "why")
        shown = on_terminal(recorder.environment, *words, answer=b"", columns=400)
        assert (shown.code, "not text; nothing was revealed" in shown.out) == (2, True)
        done = on_terminal(
            recorder.environment, *words, "--to", str(target), answer=b"yes\n", columns=400
        )
        assert (done.code, "Written, as it is" in done.out) == (0, True)
        assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    assert watch.peak_kib - before < MOST_GROWTH_MIB * 1024
    with target.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").digest() == sent.digest()
    assert target.stat().st_mode & 0o077 == 0
    assert state(recorder) == (0, 0)


@needs_proc
@pytest.mark.attack("E10")
def test_no_plaintext_is_on_the_disk_while_it_comes(recorder: RunningRecorder) -> None:
    """Neither in a file with a name nor in the one without; text and bytes alike."""
    for head in (b"", b"\x89PNG\xff"):

        def pieces(head: bytes = head) -> Iterator[bytes]:
            yield head
            for _ in range(30):
                yield MARKER * 20_000

        with Watch(recorder, MARKER) as watch:
            status, told = send(recorder, pieces())
        assert (status, told["kept"]) == (200, True)
        assert watch.spools > 0
        assert not watch.seen
        for path in recorder.data_dir.iterdir():
            assert MARKER not in path.read_bytes(), path
        assert revealed(recorder, told["payload_ref"])[: len(head) + 47] == head + MARKER


def test_secrets_at_every_boundary_are_taken_out(recorder: RunningRecorder) -> None:
    """Of pieces and of windows, in UTF-8 and in UTF-16."""
    text = []
    size = 0
    for number, name in enumerate(sorted(SECRETS)):
        edge = (number + 1) * SIZES.window // 3
        filler = "some plain words; and so on. " * ((edge - size) // 29)
        text += [filler, planted(name), " "]
        size += len(filler) + len(planted(name)) + 1
    said = "".join(text)
    for encoding in ("utf-8", "utf-16"):
        status, told = send(recorder, said.encode(encoding), media="video/mp4")
        assert (status, told["bytes"]) == (200, len(said.encode(encoding)))
        kept = revealed(recorder, told["payload_ref"]).decode()
        for name, secret in SECRETS.items():
            assert secret not in kept, name
        plain = said.count("some plain words") - 1  # a key goes on to the first ";" after it
        assert kept.count("some plain words") == plain


@needs_proc
def test_without_a_consent_nothing_of_it_is_written(tmp_path: Path) -> None:
    """Only digest and size; nothing is on the disk while it comes, either."""
    with running(tmp_path) as recorder:
        size = (recorder.data_dir / "vault.db").stat().st_size
        with Watch(recorder, MARKER) as watch:
            status, told = send(recorder, (MARKER * 20_000 for _ in range(20)), run_id="r")
        assert (status, told["kept"], told["payload_ref"]) == (200, False, None)
        assert told["bytes"] == 20 * 20_000 * len(MARKER)
        assert (watch.spools, watch.seen) == (0, False)
        assert (recorder.data_dir / "vault.db").stat().st_size == size


def test_what_is_refused(recorder: RunningRecorder) -> None:
    """Too large by its declaration, or as it comes; packed; without a purpose; over the share."""
    with ControlClient(recorder.ready["control"]) as client:
        client.call("config.set", {**SMALL, "confirmed": True})
    assert send(recorder, bytes(3 * MIB))[0] == 413
    assert send(recorder, noise(3))[0] == 413
    assert send(recorder, b"x", headers={"content-encoding": "gzip"})[0] == 415
    assert send(recorder, b"x", media="")[0] == 415
    assert send(recorder, b"x", other="x")[0] == 400
    assert recorder.post("/v1/payloads", b"x", {"content-type": "text/plain"})[0] == 400
    assert send(recorder, b"x", headers={"origin": "https://example.org"})[0] == 403
    assert send(recorder, noise(1))[1]["kept"]
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    assert state(recorder) == (0, 0)


def begun(recorder: RunningRecorder, declared: int, first: bytes) -> http.client.HTTPConnection:
    """Begin to send content."""
    parts = urlsplit(recorder.url)
    wire = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    wire.putrequest("POST", path_of())
    wire.putheader("content-type", "application/zip")
    wire.putheader("content-length", str(declared))
    wire.endheaders()
    wire.send(first)
    return wire


def test_what_is_cut_off_leaves_nothing_and_its_place(recorder: RunningRecorder) -> None:
    """As often as one likes; as many as there are places hold up nobody else."""
    for _ in range(2 * MOST):
        begun(recorder, 4 * MIB, bytes(MIB)).close()
    waiting = [begun(recorder, 4 * MIB, bytes(MIB)) for _ in range(MOST)]
    statuses = [send(recorder, b"x")[0] for _ in range(3)]
    assert 503 in statuses or set(statuses) == {200}
    for wire in waiting:
        with closing(wire):
            wire.send(bytes(3 * MIB))
            assert wire.getresponse().status in {200, 503}
    while send(recorder, b"x")[0] == 503:
        pass
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    assert state(recorder) == (0, 0)


@pytest.mark.crash
def test_a_kill_leaves_no_spool_and_no_orphan(tmp_path: Path) -> None:
    """While it comes, and at some times while it is passed on to the vault."""
    env = environment(tmp_path)
    recorder = start(env)
    consenting.give(recorder.ready["control"], [PROMPTS])
    wire = begun(recorder, 40 * MIB, bytes(20 * MIB))
    recorder.kill()
    wire.close()
    unfinished = 0
    for number in range(4):
        recorder = start(env)
        assert state(recorder) == (0, 0)
        body = b"".join(noise(60, seed=number))
        thread = Thread(target=lambda: _sent(recorder, body))  # noqa: B023 - it ends in this turn
        thread.start()
        while not (orphans := state(recorder)[0]) and thread.is_alive():
            pass
        thread.join(0.2 * number)
        recorder.kill()
        thread.join()
        unfinished += orphans
        before = recorder.cli_json("verify")
        assert before["verdict"] == "CONSISTENT", before
    assert unfinished > 0
    recorder = start(env)
    assert state(recorder) == (0, 0)
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    recorder.stop()


def _sent(recorder: RunningRecorder, body: bytes) -> None:
    with suppress(OSError, http.client.HTTPException, ValueError):
        send(recorder, body)
