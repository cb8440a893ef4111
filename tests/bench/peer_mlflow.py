"""A peer run the same way: MLflow's OTLP endpoint with its SQLite store.

    python -m tests.bench.peer_mlflow [FOLDER]

Makes a virtual environment of its own in FOLDER (default: a folder of the user's cache), installs
MLflow from the package index, starts `mlflow server` with a SQLite store and sends it the clean
512-span requests of `tests.bench.http_load`. MLflow stores before it answers, so its figure is
spans acknowledged and stored a second; it hashes, redacts and signs nothing. Not a dependency.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from threading import Thread

import platformdirs

from tests.bench.batches import SPANS, batch, clean
from tests.bench.table import Figure, markdown

REQUESTS, CONNECTIONS = 10, 4
READY_S = 120.0


def installed(folder: Path) -> Path:
    """Return the folder of a virtual environment's programs, with MLflow in it."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not (programs / "mlflow").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run(
            [str(programs / "python"), "-m", "pip", "install", "-q", "mlflow"], check=True
        )
    return programs


def post(url: str, body: bytes) -> int:
    """Send a request; return the status."""
    headers = {"content-type": "application/x-protobuf", "x-mlflow-experiment-id": "0"}
    request = urllib.request.Request(f"{url}/v1/traces", body, headers)  # noqa: S310 - http, ours
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - likewise
            return int(answer.status)
    except urllib.error.HTTPError as error:
        sys.stderr.write(error.read().decode("utf-8", "replace")[:500] + "\n")
        return error.code


def measure(folder: Path | None = None) -> list[Figure]:
    """Return the line of the peer."""
    chosen = folder or Path(platformdirs.user_cache_path("countersign-bench")) / "mlflow"
    programs = installed(chosen)
    version = _version(programs)
    with tempfile.TemporaryDirectory(prefix="bench-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [str(programs / "mlflow"), "server", "--port", str(port), "--host", "127.0.0.1"]
        store = ["--backend-store-uri", f"sqlite:///{home}/mlflow.db", "--workers", "1"]
        log = (Path(home) / "log").open("wb")
        with log, subprocess.Popen([*command, *store], cwd=home, stdout=log, stderr=log) as server:
            try:
                speed = _send(f"http://127.0.0.1:{port}")
            finally:
                server.terminate()
    return [
        Figure(
            f"peer: MLflow {version}, `mlflow server`, SQLite store, the same requests over HTTP, "
            "stored spans/s",
            f"{speed:,.0f}",
        )
    ]


def _version(programs: Path) -> str:
    done = subprocess.run(
        [str(programs / "mlflow"), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]


def _send(url: str) -> float:
    _wait(url)
    bodies = [batch(clean, seed).SerializeToString() for seed in range(CONNECTIONS * REQUESTS)]
    statuses = [post(url, batch(clean, 10_000).SerializeToString())]

    def work(number: int) -> None:
        statuses.extend(post(url, body) for body in bodies[number::CONNECTIONS])

    threads = [Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if set(statuses) != {200}:
        raise SystemExit(f"MLflow answered {sorted(set(statuses))}.")
    return len(bodies) * SPANS / took


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310 - http, ours
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("MLflow did not start.")


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.stdout.write(markdown(measure(where)))
