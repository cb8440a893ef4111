"""Checkpoints and bundles below a URL and in a folder: what arrived holds."""

from __future__ import annotations

import shutil
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.fakes import at_terminal, forwarding, gate_client, receiving
from tests.fakes.forwarding import send, standing
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Answer, Receiver
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.receiving import Got


class Shelf:
    """What is put below a URL: an object, never over one that is there.

    Attributes:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, got: Got) -> Answer:
        """Keep one, unless its name is taken; show what is there."""
        file = self.folder / got.path.removeprefix("/shelf/")
        if got.method == "GET":
            return Answer(200, body=file.read_bytes())
        assert (got.method, got.headers["if-none-match"]) == ("PUT", "*")
        digest = b64encode(sha256(got.body).digest()).decode()
        assert got.headers["content-digest"] == f"sha-256=:{digest}:"
        if file.exists():
            return Answer(412)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(got.body)
        return Answer(201)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Give one recorder to all tests."""
    with running(tmp_path_factory.mktemp("objects")) as made:
        yield made


@pytest.fixture
def recorder(shared: RunningRecorder) -> Iterator[RunningRecorder]:
    """Give one whose door is shut, and which no upstream is left of in the end."""
    yield shared
    forwarding.shut_door(shared)
    forwarding.remove_all(shared)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[Receiver, Shelf]]:
    """Give a server that keeps what is put."""
    made = Shelf(tmp_path / "shelf")
    made.folder.mkdir()
    with Receiver(made.take) as there:
        yield there, made


def checkpoints(folder: Path) -> list[Path]:
    """Return the checkpoints that arrived."""
    return [file for file in folder.rglob("checkpoints/*") if not file.name.startswith(".")]


def anchored(recorder: RunningRecorder, file: Path) -> str:
    """Return the verdict on the ledger with a file that was kept elsewhere."""
    return str(recorder.cli_json("verify", "--anchor", str(file))["verdict"])


def bundle(recorder: RunningRecorder, file: Path) -> Path:
    """Export the last run."""
    recorder.cli("run", "--", "true")
    recorder.wait_indexed()
    recorder.cli("bundle", "export", "last", "--to", str(file))
    return file


@pytest.mark.parametrize("kind", ["https", "folder"])
def test_what_arrives_holds(
    recorder: RunningRecorder, tmp_path: Path, shelf: tuple[Receiver, Shelf], kind: str
) -> None:
    """A checkpoint anchors the ledger; a bundle that a person sent verifies there."""
    there, made = shelf
    if kind == "https":
        there.script.append(receiving.takes_and(receiving.resets))  # put again: it is there
        forwarding.add(recorder, "https", f"{there.url}/shelf/", own_network=True)
    else:
        forwarding.add(recorder, "folder", str(made.folder))
    assert checkpoints(made.folder) == []
    send(recorder, 5)
    forwarding.open_door(recorder)
    until(lambda: standing(recorder)["records"] == 1 or bool(checkpoints(made.folder)))
    (file,) = checkpoints(made.folder)
    assert anchored(recorder, file) == "ANCHORED"

    sent = bundle(recorder, tmp_path / "run.zip")
    code, said = at_terminal.confirmed(recorder.environment, "upstream", "send", "there", str(sent))
    assert code == 0, said
    digest = sha256(sent.read_bytes()).hexdigest()
    sent.unlink()  # a copy waits
    until(lambda: list(made.folder.rglob(f"bundles/{digest}.zip")) != [])
    (arrived,) = made.folder.rglob("bundles/*.zip")
    assert sha256(arrived.read_bytes()).hexdigest() == digest
    key = recorder.cli_json_any("verify")["fingerprint"]
    told = recorder.cli_json_any("bundle", "verify", str(arrived), "--fingerprint", key)
    assert told["verdict"] == "CONSISTENT"
    assert told["exit_code"] == 0
    forwarding.shut_door(recorder)
    assert standing(recorder)["records"] == 2
    assert list((recorder.data_dir / "outbox").rglob("*.zip")) == []
    assert there.errors == []


def test_what_another_program_put_into_the_outbox_stays(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """A file, a link to a key of the person's, a copy that was exchanged: none of it leaves."""
    folder = tmp_path / "there"
    folder.mkdir()
    where = forwarding.add(recorder, "folder", str(folder))
    sent = bundle(recorder, tmp_path / "run.zip")
    gate_client.call(recorder, "upstream.hand", name="there", file=str(sent), confirmed=True)
    key = tmp_path / "id_ed25519"
    key.write_bytes(b"a key of yours")
    outbox = recorder.data_dir / "outbox" / where["id"]
    (copy,) = outbox.iterdir()
    copy.write_bytes(key.read_bytes())
    (outbox / f"{'a' * 64}.zip").symlink_to(key)
    (outbox / f"{sha256(key.read_bytes()).hexdigest()}.zip").write_bytes(key.read_bytes())
    forwarding.open_door(recorder)
    until(lambda: standing(recorder)["refused"] == 1)
    until(lambda: checkpoints(folder) != [])
    assert "not what was handed over" in standing(recorder)["refused_why"]
    assert list(folder.rglob("*.zip")) == []


def test_nothing_is_put_over_another_file(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Under a bundle's name lies something else: it stays, and that is said."""
    folder = tmp_path / "there"
    folder.mkdir()
    forwarding.add(recorder, "folder", str(folder))
    sent = bundle(recorder, tmp_path / "run.zip")
    digest = sha256(sent.read_bytes()).hexdigest()
    install = gate_client.call(recorder, "status")["install_id"]
    squatter = folder / install / "bundles" / f"{digest}.zip"
    squatter.parent.mkdir(parents=True)
    squatter.write_bytes(b"something else")
    gate_client.call(recorder, "upstream.hand", name="there", file=str(sent), confirmed=True)
    forwarding.open_door(recorder)
    until(lambda: standing(recorder)["refused"] == 1)
    assert "Another file is there" in standing(recorder)["refused_why"]
    assert squatter.read_bytes() == b"something else"
    until(lambda: checkpoints(folder) != [])  # what comes after it arrives
    assert list((recorder.data_dir / "outbox").rglob("*.zip")) == []
    forwarding.shut_door(recorder)
    forwarding.open_door(recorder)
    another = bundle(recorder, tmp_path / "another.zip")
    gate_client.call(recorder, "upstream.hand", name="there", file=str(another), confirmed=True)
    until(lambda: len(list(folder.rglob("bundles/*.zip"))) == 2)
    assert standing(recorder)["refused"] == 1


def test_a_folder_that_is_not_there_is_waited_for(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """A disk that is not mounted: said, nothing is made in its place, and later it arrives."""
    folder = tmp_path / "disk"
    folder.mkdir()
    forwarding.add(recorder, "folder", str(folder))
    shutil.rmtree(folder)
    send(recorder)
    forwarding.open_door(recorder)
    until(lambda: "is not there" in standing(recorder)["trouble"])
    assert not folder.exists()
    forwarding.shut_door(recorder)
    folder.mkdir()
    forwarding.open_door(recorder)
    until(lambda: checkpoints(folder) != [])
