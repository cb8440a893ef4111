"""Bundles that wait: whole, under the name of their bytes, or not there."""

from __future__ import annotations

import os
from hashlib import sha256
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.courier import outbox
from desktop_app.courier.outbox import Outbox, bundle_of, keep_only
from desktop_app.errors import StorageError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

ID = "00112233445566aa"


def bundle(folder: Path, data: bytes, name: str = "run.zip") -> Path:
    """Write a bundle's file."""
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_copy_waits_under_the_digest_of_its_bytes(tmp_path: Path) -> None:
    """For its owner alone; the original may go, change, or be handed over again."""
    box = Outbox(tmp_path / "ledger.db", ID)
    assert list(box.waiting()) == []
    path = bundle(tmp_path, b"PK1")
    digest = box.put(path)
    assert digest == sha256(b"PK1").hexdigest()
    path.write_bytes(b"other")
    assert box.put(bundle(tmp_path, b"PK1", "again.zip")) == digest
    ((found, file),) = box.waiting()
    assert (found, file.read_bytes(), file.name) == (digest, b"PK1", f"{digest}.zip")
    assert file.parent == tmp_path / "outbox" / ID
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.parent.parent.stat().st_mode & 0o777 == 0o700


def test_the_oldest_comes_first_and_what_is_no_bundle_is_passed_over(tmp_path: Path) -> None:
    """Whoever puts a file there names nothing that is sent."""
    box = Outbox(tmp_path / "ledger.db", ID)
    first, second = (box.put(bundle(tmp_path, data)) for data in (b"1", b"2"))
    folder = tmp_path / "outbox" / ID
    os.utime(folder / f"{first}.zip", ns=(5, 5))
    os.utime(folder / f"{second}.zip", ns=(4, 4))
    (folder / "half-12").write_bytes(b"x")
    (folder / "passwd").write_bytes(b"x")
    assert [digest for digest, _ in box.waiting()] == [second, first]
    box.drop(second)
    box.drop(second)
    box.drop("")
    assert [digest for digest, _ in box.waiting()] == [first]
    box.destroy()
    box.destroy()
    assert not folder.exists()


def test_two_at_once_do_not_write_into_each_other(tmp_path: Path) -> None:
    """Each copy is whole, whoever is quicker."""
    box, gate = Outbox(tmp_path / "ledger.db", ID), Barrier(4)
    paths = [bundle(tmp_path, bytes([n]) * 3_000_000, f"{n}.zip") for n in range(4)]

    def put(path: Path) -> None:
        gate.wait()
        box.put(path)

    threads = [Thread(target=put, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = dict(box.waiting())
    assert set(found) == {sha256(path.read_bytes()).hexdigest() for path in paths}
    assert all(sha256(file.read_bytes()).hexdigest() == name for name, file in found.items())
    assert len(list((tmp_path / "outbox" / ID).iterdir())) == 4


def test_what_is_no_bundle_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, nothing, a pipe, or more than anybody sends; nothing of it stays."""
    box = Outbox(tmp_path / "ledger.db", ID)
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "no.zip", tmp_path / "pipe"):
        with pytest.raises(UsageError):
            box.put(path)
    monkeypatch.setattr(outbox, "MAX_BUNDLE", 3)
    box.put(bundle(tmp_path, b"123"))
    with pytest.raises(UsageError):
        box.put(bundle(tmp_path, b"1234"))
    assert len(list(box.waiting())) == 1


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """What cannot be read is told; the half of it is gone."""
    box = Outbox(tmp_path / "ledger.db", ID)
    box.put(bundle(tmp_path, b"1"))
    (tmp_path / "outbox" / ID).chmod(0o500)
    if os.geteuid() == 0:  # root writes there all the same: a folder in its place does not
        (tmp_path / "outbox" / ID).chmod(0o700)
        digest = sha256(b"2").hexdigest()
        (tmp_path / "outbox" / ID / f"{digest}.zip").mkdir()
    with pytest.raises(StorageError, match="cannot be copied"):
        box.put(bundle(tmp_path, b"2"))
    (tmp_path / "outbox" / ID).chmod(0o700)
    assert not list((tmp_path / "outbox" / ID).glob("half-*"))


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is copied to where it leads."""
    (tmp_path / "outbox").mkdir(mode=0o700)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "outbox" / ID).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="not a directory of its own"):
        Outbox(tmp_path / "ledger.db", ID).put(bundle(tmp_path, b"1"))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_id_is_no_path(tmp_path: Path) -> None:
    """It becomes a folder's name."""
    for name in ("", "..", "../../etc", "00112233445566AA", ID + "/"):
        with pytest.raises(UsageError):
            Outbox(tmp_path / "ledger.db", name)


def test_a_start_forgets_what_belongs_to_no_upstream(tmp_path: Path) -> None:
    """And what a kill left half copied; what waits stays."""
    ledger = tmp_path / "ledger.db"
    keep_only(ledger, {ID})  # there is no outbox yet
    kept, gone = Outbox(ledger, ID), Outbox(ledger, "f" * 16)
    digest = kept.put(bundle(tmp_path, b"1"))
    gone.put(bundle(tmp_path, b"1"))
    (tmp_path / "outbox" / ID / "half-0a").write_bytes(b"x")
    (tmp_path / "outbox" / "mine").mkdir()
    keep_only(ledger, {ID})
    assert [found for found, _ in kept.waiting()] == [digest]
    assert sorted(path.name for path in (tmp_path / "outbox").iterdir()) == [ID, "mine"]
    assert [path.name for path in (tmp_path / "outbox" / ID).iterdir()] == [f"{digest}.zip"]


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        (f"00112233445566ff/bundles/{'a' * 64}.zip", "a" * 64),
        (f"{'a' * 64}.zip", "a" * 64),
        ("00112233445566ff/checkpoints/9-0011", ""),
        (f"{'A' * 64}.zip", ""),
        ("", ""),
    ],
)
def test_an_object_is_a_bundle_s_or_not(name: str, digest: str) -> None:
    """By its name alone."""
    assert bundle_of(name) == digest


def test_a_bundle_is_made_beside_those_that_wait(tmp_path: Path) -> None:
    """In a private folder, of which nothing is left; what a kill left goes at the start."""
    box = Outbox(tmp_path / "ledger.db", ID)
    assert box.held() == (0, 0)
    with box.making() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "work").mkdir()
        (folder / "bundle.zip").write_bytes(b"PK1")
        digest = box.put(folder / "bundle.zip")
        assert [found for found, _ in box.waiting()] == [digest]
    assert box.held() == (1, 3)
    assert list((tmp_path / "outbox" / ID).iterdir()) == [
        tmp_path / "outbox" / ID / f"{digest}.zip"
    ]
    left = tmp_path / "outbox" / ID / "half-0011"
    (left / "work").mkdir(parents=True)
    (left / "work" / "x").write_bytes(b"x")
    keep_only(tmp_path / "ledger.db", {ID})
    assert not left.exists()
    assert box.held() == (1, 3)


def test_a_place_that_takes_no_folder_is_told(tmp_path: Path) -> None:
    """In words, as the rest of it."""
    (tmp_path / "outbox").write_bytes(b"in the way")
    with (
        pytest.raises(StorageError, match="Cannot make the directory"),
        Outbox(tmp_path / "ledger.db", ID).making(),
    ):
        pass
