"""The bootstrap: what it refuses, repairs, prints and starts. Nothing is installed here.

The real thing, from a bare clone, is in tests/e2e/test_install.py.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

SOURCE = Path(__file__).parents[2] / "installer" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The bootstrap of a small checkout of its own, with an environment beside it."""
    monkeypatch.setenv("COUNTERSIGN_VENV", str(tmp_path / "venv"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "requirements.lock").write_text("one==1 \\\n    --hash=sha256:00\ntwo==2\n")
    (root / "requirements-tray.lock").write_text("one==1\nqt==6\n")
    (root / "requirements-dev.lock").write_text("one==1\n")
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SOURCE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", root)
    return module


@pytest.fixture
def pips(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Calls of pip, none of which is made; `python -m venv` only makes the file of that name."""
    calls: list[tuple[str, ...]] = []

    def make(command: Sequence[str]) -> int:
        assert list(command[1:]) == ["-m", "venv", str(bootstrap.VENV)]
        bootstrap.BIN.mkdir()
        bootstrap.PYTHON.touch()
        return 0

    monkeypatch.setattr(subprocess, "call", make)
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments, **_: calls.append(arguments))
    return calls


def _fake_pip(bootstrap: ModuleType, script: str) -> None:
    """Let the environment's Python be a shell script."""
    bootstrap.BIN.mkdir(parents=True)
    bootstrap.PYTHON.write_text(f"#!/bin/sh\n{script}\n")
    bootstrap.PYTHON.chmod(0o755)


def _start(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", *arguments])
    return int(bootstrap.main())


def test_no_command_prints_the_usage(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a command, or with an unknown one, the usage is shown and the exit code is 2."""
    assert _start(bootstrap, monkeypatch) == 2
    assert _start(bootstrap, monkeypatch, "ruin") == 2
    told = capsys.readouterr()
    assert "installer/bootstrap.py run" in told.out
    assert told.err == "countersign: There is no `ruin` here: it is `run` or `test`, as above.\n"


@pytest.mark.parametrize("newer", ["/usr/bin/python3.12", None])
def test_old_python_is_refused_with_a_sentence(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    newer: str | None,
) -> None:
    """Python 3.10 gets a sentence that names a newer one when there is one; nothing is made."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: newer if name == "python3.12" else None)
    assert _start(bootstrap, monkeypatch, "run") == 1
    told = capsys.readouterr().err
    assert "needs Python 3.11 or later" in told
    assert f"{newer or 'python3.13'} installer/bootstrap.py run" in told
    assert not bootstrap.VENV.exists()


def test_its_syntax_is_old(bootstrap: ModuleType) -> None:
    """The file compiles for Python 3.7, so that an old Python can say that it is too old."""
    import ast  # noqa: PLC0415 - for this one check

    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 7))
    assert bootstrap.__doc__


def test_install_is_done_once(bootstrap: ModuleType, pips: list[tuple[str, ...]]) -> None:
    """Hashes are required, no index is named, and a second start calls pip no more."""
    bootstrap.install("requirements.lock")
    lock = str(bootstrap.ROOT / "requirements.lock")
    assert pips == [
        ("--require-hashes", "-r", lock),
        ("--no-deps", "--no-build-isolation", "--editable", str(bootstrap.ROOT)),
    ]
    bootstrap.install("requirements.lock")
    assert len(pips) == 2
    assert "index-url" not in SOURCE.read_text("utf-8")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_pins_are_installed(
    bootstrap: ModuleType, pips: list[tuple[str, ...]], name: str
) -> None:
    """A changed lock file, or changed packaging, is installed into the same environment."""
    bootstrap.install("requirements.lock")
    (bootstrap.VENV / "kept").touch()
    with (bootstrap.ROOT / name).open("a") as changed:
        changed.write("\n# changed\n")
    bootstrap.install("requirements.lock")
    assert len(pips) == 4
    assert (bootstrap.VENV / "kept").exists()


def test_each_lock_has_its_own_stamp(bootstrap: ModuleType, pips: list[tuple[str, ...]]) -> None:
    """`test` after `run` installs what tests need on top; neither makes the other start over."""
    for lock in ("requirements.lock", "requirements-dev.lock") * 2:
        bootstrap.install(lock)
    assert len(pips) == 4


@pytest.mark.parametrize("moment", ["venv", "pins", "itself"])
def test_interrupted_install_is_repaired(
    bootstrap: ModuleType,
    pips: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """Whatever was under way at a Ctrl+C is made anew: half a package is never taken for whole."""

    def interrupt(*arguments: Any, **_: Any) -> int:
        if moment != "itself" or "--editable" in arguments:
            raise KeyboardInterrupt
        return 0

    with monkeypatch.context() as now:
        where = (subprocess, "call") if moment == "venv" else (bootstrap, "pip")
        now.setattr(*where, interrupt)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.install("requirements.lock")
    (bootstrap.VENV / "half").touch()
    bootstrap.install("requirements.lock")
    assert len(pips) == 2
    assert not (bootstrap.VENV / "half").exists()
    assert not bootstrap.UNFINISHED.exists()


@pytest.mark.parametrize("change", ["moved", "python", "broken"])
def test_environment_of_another_place_or_python_is_made_anew(
    bootstrap: ModuleType,
    pips: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    """A moved checkout, another Python and a Python that is gone each get a new environment."""
    bootstrap.install("requirements.lock")
    if change == "moved":
        bootstrap.MADE_BY_US.write_text("/elsewhere/.venv 3.11\n")
    elif change == "python":
        monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    else:
        bootstrap.PYTHON.unlink()
    bootstrap.install("requirements.lock")
    assert len(pips) == 4


def test_environment_of_somebody_else_is_left_alone(
    bootstrap: ModuleType, pips: list[tuple[str, ...]]
) -> None:
    """A folder with other things in it is neither cleared nor written to; an empty one is fine."""
    bootstrap.VENV.mkdir()
    theirs = bootstrap.VENV / "thesis.tex"
    theirs.touch()
    with pytest.raises(bootstrap.Failed, match="not made by this program"):
        bootstrap.install("requirements.lock")
    assert list(bootstrap.VENV.iterdir()) == [theirs]
    theirs.unlink()
    bootstrap.install("requirements.lock")
    assert len(pips) == 2


def test_two_starts_do_not_mix(
    bootstrap: ModuleType, pips: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    """While one installs, another waits for it and then has nothing left to do."""
    fcntl = pytest.importorskip("fcntl")
    bootstrap.install("requirements.lock")
    with bootstrap.VENV.with_name("venv.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = threading.Thread(target=bootstrap.install, args=["requirements.lock"])
        second.start()
        second.join(0.2)
        assert second.is_alive()
    second.join(20)
    assert not second.is_alive()
    assert "waiting" in capsys.readouterr().err
    assert len(pips) == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("WARNING: Retrying after connection broken by NewConnectionError", "Is this machine onl"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock file pins"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for one==1", "is not to be had for Python"),
        ("Segmentation fault", "pip could not install"),
    ],
)
def test_failures_of_pip_are_told(bootstrap: ModuleType, said: str, told: str) -> None:
    """The last words of pip, and a sentence that says what they mean and what to do."""
    _fake_pip(bootstrap, f"echo '{said}' >&2; exit 1")
    with pytest.raises(bootstrap.Failed, match=told) as failure:
        bootstrap.pip("-r", "lock", pins=2)
    assert said in str(failure.value)


def test_progress_is_told(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many of how many packages are there, and that a silent index is being tried again."""
    monkeypatch.setattr(bootstrap, "PROGRESS_S", -1)
    _fake_pip(
        bootstrap,
        "echo Collecting one; echo WARNING: Retrying; echo Collecting two;"
        " echo Installing collected packages: one two; echo Successfully installed one two",
    )
    bootstrap.pip("-r", "lock", pins=2)
    assert capsys.readouterr().err.splitlines() == [
        "countersign: 1 of 2 fetched",
        "countersign: 1 of 2 fetched; the package index does not answer, trying again",
        "countersign: 2 of 2 fetched",
        "countersign: All fetched and checked; unpacking them",
    ]


def test_arguments_are_passed_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, pips: list[tuple[str, ...]]
) -> None:
    """`run` hands its options to the program, `test` to pytest, with or without `--`."""
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "become", lambda command: started.append(command[1:]) or 0)
    monkeypatch.setattr(bootstrap, "system_packages", lambda _names, _why="": None)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    monkeypatch.setenv("PATH", "/usr/bin")
    assert _start(bootstrap, monkeypatch, "run", "--otlp-http-port", "0") == 0
    assert _start(bootstrap, monkeypatch, "test", "--", "-k", "some thing") == 0
    assert _start(bootstrap, monkeypatch, "test", "-k", "x") == 0
    assert _start(bootstrap, monkeypatch, "test") == 0
    assert started == [
        ["serve", "--otlp-http-port", "0"],
        ["-m", "pytest", "-k", "some thing"],
        ["-m", "pytest", "-k", "x"],
        ["-m", "tests.tools.stages"],
    ]
    assert os.environ["PATH"].startswith(f"{bootstrap.BIN}{os.pathsep}")
    assert len(pips) == 4


@pytest.mark.parametrize(
    ("platform", "environment", "asked"),
    [
        ("linux", {}, "--otlp-http-port 0 -> serve --otlp-http-port 0"),
        ("linux", {"DISPLAY": ":0"}, "--data-dir x -> --data-dir x"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, " -> "),
        ("linux", {"DISPLAY": ""}, " -> serve"),
        ("linux", {"DISPLAY": ":0"}, "--headless --data-dir x -> serve --data-dir x"),
        ("darwin", {}, " -> "),
        ("win32", {}, " -> "),
        ("win32", {}, "--headless -> serve"),
    ],
)
@pytest.mark.usefixtures("pips")
def test_what_run_starts(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    asked: str,
) -> None:
    """On a desktop the tray and what it needs, elsewhere and when asked for the recorder alone."""
    words, _, started = (part.strip() for part in asked.partition("->"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bootstrap, "loads", lambda _library: True)
    monkeypatch.setattr(bootstrap, "become", lambda command: command[1:])
    monkeypatch.setattr(sys, "platform", platform)
    assert bootstrap.run(words.split()) == started.split()
    recorder_alone = started.startswith("serve")
    assert (bootstrap.VENV / ".requirements-tray.lock.sha256").exists() != recorder_alone
    assert (bootstrap.VENV / ".requirements.lock.sha256").exists() == recorder_alone


def test_without_qt_there_is_a_way_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A desktop on which Qt cannot be installed is told how to start the recorder alone."""

    def fail(_lock: str) -> None:
        raise bootstrap.Failed("A pinned package is not to be had.")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(bootstrap, "loads", lambda _library: True)
    monkeypatch.setattr(bootstrap, "install", fail)
    assert _start(bootstrap, monkeypatch, "run") == 1
    assert "bootstrap.py run --headless" in capsys.readouterr().err


def test_libraries_of_qt_as_a_person(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What Qt needs and Debian has is one command, and only for the display that there is."""
    _debian(bootstrap, monkeypatch, root=False, ensurepip=True)
    monkeypatch.setenv("DISPLAY", ":0")
    missing = ("libEGL.so.1", "libxcb-cursor.so.0", "libwayland-cursor.so.0")
    monkeypatch.setattr(bootstrap, "loads", lambda library: library not in missing)
    bootstrap.libraries_of_qt()
    assert capsys.readouterr().err == (
        "countersign: The tray cannot show itself yet. Run: "
        "sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0\n"
    )


def test_libraries_of_qt_as_root(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root gets them, under the name that this release of Debian has for each."""
    ran = _debian(bootstrap, monkeypatch, root=True, ensurepip=True)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    missing = ("libgthread-2.0.so.0", "libwayland-cursor.so.0")
    monkeypatch.setattr(bootstrap, "loads", lambda library: library not in missing)
    monkeypatch.setattr(bootstrap, "available", lambda package: not package.endswith("t64"))
    bootstrap.libraries_of_qt()
    assert ran[-1][-2:] == ["libglib2.0-0", "libwayland-cursor0"]


def test_libraries_of_qt_elsewhere(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without apt their names are said; on a system that is no Linux there is nothing to say."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(bootstrap, "loads", lambda library: library != "libEGL.so.1")
    bootstrap.libraries_of_qt()
    assert "not there: libEGL.so.1\n" in capsys.readouterr().err
    monkeypatch.setattr(sys, "platform", "darwin")
    bootstrap.libraries_of_qt()
    assert capsys.readouterr().err == ""


def test_what_tests_need_is_looked_for(bootstrap: ModuleType, tmp_path: Path) -> None:
    """A program by its name, a file by a pattern of its path."""
    assert bootstrap.is_there("sh")
    assert not bootstrap.is_there("no-such-program")
    (tmp_path / "a" / "font").mkdir(parents=True)
    assert bootstrap.is_there(f"{tmp_path}/*/font")
    assert not bootstrap.is_there(f"{tmp_path}/*/other")


def test_all_that_tests_need_is_asked_for_at_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, pips: list[tuple[str, ...]]
) -> None:
    """Programs, fonts and Qt's libraries that are not there are one list of packages."""
    asked: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "is_there", lambda name: name not in {"Xvfb", "go"})
    monkeypatch.setattr(bootstrap, "loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(bootstrap, "available", lambda _package: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "system_packages", lambda names, _why: asked.append(names))
    monkeypatch.setattr(bootstrap, "become", lambda _command: 0)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    monkeypatch.setenv("PATH", "/usr/bin")
    assert _start(bootstrap, monkeypatch, "test") == 0
    assert asked == [["golang-go", "golang-golang-x-mod-dev", "xvfb", "libxcb-cursor0"]]
    assert pips


def test_libraries_are_looked_for(bootstrap: ModuleType) -> None:
    """One that every Linux has is found, one that nobody has is not."""
    assert bootstrap.loads("libc.so.6")
    assert not bootstrap.loads("libnothing-of-the-kind.so.1")


def test_interruption_is_told(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl+C during the set-up ends in a sentence and the shell's exit code for it."""

    def interrupt(_names: list[str], _why: str = "") -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(bootstrap, "system_packages", interrupt)
    assert _start(bootstrap, monkeypatch, "run") == 130
    assert "Interrupted" in capsys.readouterr().err


def _debian(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *, root: bool, ensurepip: bool
) -> list[list[str]]:
    """Pretend to be on Debian; return the commands that were run there."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, int("npm" in command), "", "E: broken")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        bootstrap.importlib.util,
        "find_spec",
        lambda _name: real("json") if ensurepip else None,
    )
    return ran


def test_debian_without_venv_as_a_person(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one command is printed, with the tests' packages in it; nothing is run or made."""
    ran = _debian(bootstrap, monkeypatch, root=False, ensurepip=False)
    with pytest.raises(bootstrap.Failed, match="ensurepip is missing"):
        bootstrap.system_packages(["dbus"])
    venv = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    told = capsys.readouterr().err
    assert told.count("sudo ") == 1
    assert f"sudo apt-get install -y --no-install-recommends {venv} dbus\n" in told
    assert ran == []


def test_debian_as_root(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root gets what is missing and Debian has; what fails is told, and it goes on."""
    ran = _debian(bootstrap, monkeypatch, root=True, ensurepip=True)
    bootstrap.system_packages(["dbus", "npm"])
    assert [command[:2] for command in ran] == [
        ["apt-get", "update"],
        ["apt-cache", "show"],
        ["apt-cache", "show"],
        ["apt-get", "install"],
    ]
    assert ran[-1][-1] == "dbus"
    assert "Installing dbus npm" in capsys.readouterr().err


def test_nothing_is_missing(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all there, no program is run and nothing is said: a second start is quick."""
    ran = _debian(bootstrap, monkeypatch, root=True, ensurepip=True)
    bootstrap.system_packages([])
    assert ran == []
    assert capsys.readouterr().err == ""
