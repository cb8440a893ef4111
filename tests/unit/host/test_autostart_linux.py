"""host.autostart_linux: the very file, a system-wide one, and what other programs made of it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.host.autostart_linux import XDGEntry, exec_line

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """\
[Desktop Entry]
Type=Application
Name=Countersign
Comment=Records what agents do on this computer
Exec=/usr/bin/countersign --data-dir /home/a/data
TryExec=/usr/bin/countersign
Icon=countersign
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
"""
HIDDEN = "[Desktop Entry]\nType=Application\nName=Countersign\nHidden=true\n"
COMMAND = ["/usr/bin/countersign", "--data-dir", "/home/a/data"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory, with system-wide entries of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"relative:{tmp_path / 'a'}:{tmp_path / 'etc'}")
    return tmp_path / "home"


@pytest.fixture
def system_wide(tmp_path: Path) -> Path:
    """An entry that a package brought."""
    path = tmp_path / "etc" / "autostart" / "countersign.desktop"
    path.parent.mkdir(parents=True)
    path.write_text(ENTRY)
    return path


def test_on_writes_the_entry_and_off_removes_it(home: Path) -> None:
    """Exactly these bytes, at this place; twice is once; nothing else is left."""
    entry = XDGEntry(COMMAND)
    path = home / ".config" / "autostart" / "countersign.desktop"
    assert not entry.state()
    for _ in range(2):
        entry.on()
        assert path.read_text() == ENTRY
        assert entry.state()
    assert [it.name for it in path.parent.iterdir()] == ["countersign.desktop"]
    for _ in range(2):
        entry.off()
        assert not path.exists()
        assert not entry.state()


@pytest.mark.skipif(
    not shutil.which("desktop-file-validate"), reason="needs the package desktop-file-utils"
)
def test_desktop_file_validate_agrees(home: Path) -> None:
    """The reference checker finds no error in it, with every character that needs care."""
    XDGEntry(["/opt/a b/$countersign", "100 %", 'say "`hi`"', "back\\slash", ""]).on()
    path = home / ".config" / "autostart" / "countersign.desktop"
    checked = subprocess.run(["desktop-file-validate", path], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("config_home", ["own", "relative"])
def test_the_config_home_is_honoured(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, config_home: str
) -> None:
    """XDG_CONFIG_HOME when it is absolute; the specification says to ignore a relative one."""
    absolute = tmp_path / "own"
    given = str(absolute) if config_home == "own" else config_home
    monkeypatch.setenv("XDG_CONFIG_HOME", given)
    XDGEntry(COMMAND).on()
    expected = absolute if config_home == "own" else home / ".config"
    assert (expected / "autostart" / "countersign.desktop").exists()


def test_a_system_wide_entry_counts_and_is_hidden_by_off(home: Path, system_wide: Path) -> None:
    """Found on without a file of ours; off hides it for this user; on comes before it."""
    entry = XDGEntry(COMMAND)
    own = home / ".config" / "autostart" / "countersign.desktop"
    assert entry.state()
    entry.off()
    assert own.read_text() == HIDDEN
    assert not entry.state()
    entry.on()
    assert own.read_text() == ENTRY
    assert entry.state()
    assert system_wide.read_text() == ENTRY


def test_the_default_place_of_system_wide_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XDG_CONFIG_DIRS it is /etc/xdg, which is asked without an error."""
    monkeypatch.delenv("XDG_CONFIG_DIRS")
    assert XDGEntry(COMMAND).state() in {True, False}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (ENTRY, True),
        (ENTRY.replace("enabled=true", "enabled=false"), False),
        (ENTRY + "Hidden = true\n", False),
        (ENTRY + "# Hidden=true\n", True),
        (ENTRY + "\n[Desktop Action x]\nHidden=true\n", True),
        (HIDDEN, False),
    ],
)
def test_what_a_session_manager_made_of_it_is_read(home: Path, text: str, state: bool) -> None:  # noqa: FBT001 - a row
    """GNOME disables by its own key, others hide; only the entry's own group counts."""
    path = home / ".config" / "autostart" / "countersign.desktop"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert XDGEntry(COMMAND).state() is state


def test_a_file_that_cannot_be_read_does_not_count(home: Path, system_wide: Path) -> None:
    """A directory, or a file beyond any entry's size: what the session would use next counts."""
    path = home / ".config" / "autostart" / "countersign.desktop"
    path.mkdir(parents=True)
    assert XDGEntry(COMMAND).state()
    system_wide.write_bytes(b"x" * 70_000)
    assert not XDGEntry(COMMAND).state()


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/usr/bin/countersign", "/usr/bin/countersign"),
        ("a b", '"a b"'),
        ("", '""'),
        ("100%", "100%%"),
        ('"', '"\\\\""'),
        ("$HOME`x`", '"\\\\$HOME\\\\`x\\\\`"'),
        ("\\", '"\\\\\\\\"'),
        ("a\nb", '"a\\nb"'),
        ("ü", '"ü"'),
    ],
)
def test_words_are_quoted(word: str, written: str) -> None:
    """Quoted as a word, then escaped as a value; no field code is ever expanded."""
    assert exec_line([word]) == written


def test_what_cannot_be_written_is_told(home: Path) -> None:
    """A file where the directory should be, a directory where the file is: StorageError."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".config").write_text("")
    with pytest.raises(StorageError, match="autostart"):
        XDGEntry(COMMAND).on()
    (home / ".config").unlink()
    (home / ".config" / "autostart" / "countersign.desktop").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"countersign\.desktop"):
        XDGEntry(COMMAND).off()
