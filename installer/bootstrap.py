#!/usr/bin/env python3
"""Set Countersign up from a checkout and start it, with nothing but Python 3.11 or later.

    python3 installer/bootstrap.py run  [options of `countersign`]
    python3 installer/bootstrap.py run --headless [options of `countersign serve`]
    python3 installer/bootstrap.py test [options of pytest]

`run` starts the tray, which starts the recorder. Where there is no display, and with `--headless`,
it starts the recorder alone, in the foreground.

Makes a virtual environment (`.venv`, or $COUNTERSIGN_VENV), installs what `requirements-tray.lock`
pins (`requirements.lock` for the recorder alone), hashes checked, and then starts it or the tests.
Run again it starts at once; what an interrupted run left behind is thrown away. Only an environment
that it made itself is ever removed.
Packages come from where pip's own configuration says. System packages are installed where that is
possible without asking (Debian, as root); otherwise the one command for them is printed.

One file, so that it runs from anywhere; no syntax newer than Python 3.7, so that it can refuse.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("COUNTERSIGN_VENV") or ROOT / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
MADE_BY_US = VENV / ".countersign"
UNFINISHED = VENV / ".countersign-unfinished"
PROGRESS_S = 3
# program, or pattern of a path -> Debian packages. Without them some tests are skipped.
FOR_TESTS = {
    "age": "age",
    "go": "golang-go golang-golang-x-mod-dev",
    "openssl": "openssl",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "secret-tool": "libsecret-tools",
    "ps": "procps",
    "ip": "iproute2",
    "node": "nodejs",
    "npm": "npm",
    "Xvfb": "xvfb",  # from here on: the desktop of the tests
    "desktop-file-validate": "desktop-file-utils",
    "openbox": "openbox",
    "tint2": "tint2",
    "xdotool": "xdotool",
    "xfce4-panel": "xfce4-panel",
    "xprop": "x11-utils",
    "xsetroot": "x11-xserver-utils",
    "/usr/lib/*/xfce4/notifyd/xfce4-notifyd": "xfce4-notifyd",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "/usr/share/fonts/*/inter": "fonts-inter",
    "dpkg-shlibdeps": "dpkg-dev",  # from here on: the package, and what it is installed into
    "lintian": "lintian",
    "makensis": "nsis",
    "mmdebstrap": "mmdebstrap",
    "strip": "binutils",
}
# Libraries that Qt loads -> their Debian packages; `|` stands between the names that releases gave.
FOR_QT = {
    "libgthread-2.0.so.0": "libglib2.0-0t64|libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}
FOR_QT_ON_X = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FOR_QT_ON_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
# What pip says -> what that means; the first that is found counts.
MEANINGS = (
    (
        "do not match the hashes",
        (
            "A package is not the one that the lock file pins, so it was refused. If it stays so, "
            "ask whoever runs your package index."
        ),
    ),
    ("no space left", "The disk is full. Make room and run this again."),
    (
        "connection|max retries|timed out|name resolution|unreachable|proxyerror|retrying",
        (
            "The package index cannot be reached. Is this machine online? Proxies and other "
            "indexes are taken from pip's own configuration."
        ),
    ),
    (
        "no matching distribution",
        (
            f"A pinned package is not to be had for Python {platform.python_version()} on "
            f"{platform.system()} {platform.machine()} from your package index."
        ),
    ),
    ("", "pip could not install what the lock file pins."),
)


class Failed(Exception):  # noqa: N818 - it is told to the person, who reads a sentence
    """Set-up cannot go on; the text says why and what to do."""


def main() -> int:
    """Run `run` or `test`; return the exit code."""
    commands = {"run": run, "test": test}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        if len(sys.argv) > 1 and sys.argv[1] not in {"-h", "--help"}:
            say(f"There is no `{sys.argv[1]}` here: it is `run` or `test`, as above.")
        return 2
    arguments = sys.argv[3:] if sys.argv[2:3] == ["--"] else sys.argv[2:]
    try:
        need_python()
        return commands[sys.argv[1]](arguments)
    except (Failed, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Interrupted. Run the same command again; it clears up by itself.")
        return 130


def need_python() -> None:
    """Refuse a Python that is too old, with the sentence that helps."""
    if sys.version_info >= (3, 11):
        return
    newer = next(filter(None, map(shutil.which, ("python3.13", "python3.12", "python3.11"))), None)
    advice = newer or "Install a newer one and run this again with it, as in: python3.13"
    raise Failed(
        f"Countersign needs Python 3.11 or later; this is {platform.python_version()}. "
        f"{'Run: ' if newer else ''}{advice} installer/bootstrap.py {sys.argv[1]}"
    )


def run(arguments: list[str]) -> int:
    """Start the tray, or the recorder, in this process's place, where the person is."""
    headless = "--headless" in arguments or not has_display()
    arguments = [it for it in arguments if it != "--headless"]
    if headless:
        system_packages([])
        install("requirements.lock")
        return become([str(BIN / "countersign"), "serve", *arguments])
    libraries_of_qt()
    try:
        install("requirements-tray.lock")
    except Failed as error:
        raise Failed(f"{error}\nWithout the tray: installer/bootstrap.py run --headless") from error
    return become([str(BIN / "countersign"), *arguments])


def has_display() -> bool:
    """Say whether windows can be shown: macOS and Windows can, others where a display is named."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def libraries_of_qt() -> None:
    """Install the system libraries that Qt needs here, or say what is missing."""
    wanted = {}
    if sys.platform.startswith("linux"):
        wanted.update(FOR_QT)
        wanted.update(FOR_QT_ON_X if os.environ.get("DISPLAY") else {})
        wanted.update(FOR_QT_ON_WAYLAND if os.environ.get("WAYLAND_DISPLAY") else {})
    missing = [library for library in wanted if not loads(library)]
    if missing and not shutil.which("apt-get"):
        say(f"The tray needs libraries of your system that are not there: {', '.join(missing)}")
        missing = []
    packages = packages_of([wanted[library] for library in missing])
    system_packages(packages, "The tray cannot show itself yet. Run")


def packages_of(libraries: list[str]) -> list[str]:
    """Return the names that this release has for packages of libraries (values of FOR_QT)."""
    names = [either.split("|") for either in libraries]
    return [next(filter(available, either), either[-1]) for either in names]


def loads(library: str) -> bool:
    """Say whether a library of the system is there."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def test(arguments: list[str]) -> int:
    """Run everything that a change must pass; with arguments, pytest with those."""
    missing = [packages for name, packages in FOR_TESTS.items() if not is_there(name)]
    names = " ".join(missing).split()
    libraries = {**FOR_QT, **FOR_QT_ON_X} if shutil.which("apt-get") else {}
    names += packages_of([libraries[library] for library in libraries if not loads(library)])
    system_packages(names, "Some tests are skipped. For all of them, run")
    install("requirements-dev.lock")
    module = ["pytest", *arguments] if arguments else ["tests.tools.stages"]
    os.chdir(ROOT)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return become([str(PYTHON), "-m", *module])


def is_there(name: str) -> bool:
    """Say whether a program is there, or a file where a name is a pattern of paths."""
    return any(Path("/").glob(name[1:]) if name.startswith("/") else [shutil.which(name)])


def become(command: list[str]) -> int:
    """Start a program in place of this one, so that Ctrl+C and SIGTERM are its own affair."""
    if os.name == "nt":
        with contextlib.suppress(KeyboardInterrupt):
            return subprocess.call(command)
        return 130
    return os.execv(command[0], command)  # noqa: S606 - a shell would only stand in between


def install(lock_name: str) -> None:
    """Bring the environment to what the lock file says; at once when it is there already."""
    lock = ROOT / lock_name
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f".{lock_name}.sha256"
    with one_at_a_time():
        make_venv()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        UNFINISHED.touch()
        pins = len(re.findall(r"(?m)^[A-Za-z0-9][\w.-]*==", lock.read_text()))
        say(f"Installing the {pins} packages of {lock_name}: about a minute, this once")
        pip("--require-hashes", "-r", str(lock), pins=pins)
        pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        stamp.write_text(wanted)
        UNFINISHED.unlink()
        say("Installed.")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock beside the environment; a second start waits for the first to be done."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    VENV.parent.mkdir(parents=True, exist_ok=True)
    with VENV.with_name(f"{VENV.name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing; waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Make the environment unless there is a whole one, of this Python and at this place.

    Raises:
        Failed: something else is there; it is left alone.
    """
    identity = f"{VENV} {sys.version_info[0]}.{sys.version_info[1]}\n"
    if MADE_BY_US.exists():
        if MADE_BY_US.read_text() == identity and PYTHON.exists() and not UNFINISHED.exists():
            return
        say(f"{VENV} is unfinished, or of another Python or place: making it anew")
        shutil.rmtree(VENV)
    elif VENV.exists() and any(VENV.iterdir()):
        raise Failed(
            f"{VENV} was not made by this program. Move it away, or name another folder in "
            "COUNTERSIGN_VENV."
        )
    say(f"Making a virtual environment in {VENV}")
    VENV.mkdir(parents=True, exist_ok=True)
    MADE_BY_US.write_text(identity)
    UNFINISHED.touch()
    python = getattr(sys, "_base_executable", "") or sys.executable
    if subprocess.call([python, "-m", "venv", str(VENV)]):
        raise Failed(f"{python} could not make a virtual environment; its words are above.")


def pip(*arguments: str, pins: int = 0) -> None:
    """Run `pip install` and tell how far it is; `pins` packages are to come.

    Raises:
        Failed: with pip's last words and what they mean.
    """
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar", "off", *arguments]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    lines = []
    tell = progress(pins)
    next(tell)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **quiet},
    ) as process:
        for line in process.stdout or ():
            lines.append(line.strip()[:200])
            tell.send(line)
    if process.returncode:
        said = "\n".join(lines)
        meaning = next(means for sign, means in MEANINGS if re.search(sign, said, re.IGNORECASE))
        raise Failed("\n".join(["pip's last words:", *(f"  {it}" for it in lines[-4:]), meaning]))


def progress(pins: int) -> Generator[None, str, None]:
    """Take pip's lines as they come; every few seconds tell how far it is (nothing for 0 pins)."""
    done, told_at = 0, time.monotonic()
    while True:
        line = yield
        done += line.startswith(("Collecting ", "Ignoring ", "Requirement already"))
        if not pins:
            continue
        if line.startswith("Installing collected"):
            say("All fetched and checked; unpacking them")
            pins = 0
        elif time.monotonic() - told_at > PROGRESS_S:
            told_at = time.monotonic()
            trouble = "; the package index does not answer, trying again"
            say(f"{done} of {pins} fetched{trouble if 'Retrying' in line else ''}")


def system_packages(names: list[str], why: str = "") -> None:
    """Install Debian packages when we are root there; else say the one command for all of them.

    Python's own part for virtual environments is added when it is missing (Debian splits it off).
    `why` is what is not well without `names`, and leads over to the command.

    Raises:
        Failed: that part is missing and we cannot install it.
    """
    venv = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    needed = [] if importlib.util.find_spec("ensurepip") else [venv]
    wanted = needed + names
    if wanted and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "--no-install-recommends"]
        if os.geteuid() == 0:
            apt(command, wanted)
        else:
            say(f"{'First run' if needed else why}: sudo {' '.join(command + wanted)}")
    if needed and not importlib.util.find_spec("ensurepip"):
        raise Failed(
            f"{sys.executable} cannot make virtual environments: its module ensurepip is missing "
            f"(Debian: {venv}). Install it, or use another Python, and run this again."
        )


def apt(command: list[str], wanted: list[str]) -> None:
    """Install the packages that Debian has; each failing attempt is told, the rest goes on."""
    say(f"Installing {' '.join(wanted)}, with apt-get")
    patient = ["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120", "-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (["apt-get", "update", *patient], None):
        had = attempt or [*command, *patient, *filter(available, wanted)]
        done = subprocess.run(had, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            say(f"`{' '.join(had)}` failed:\n  {(done.stderr or done.stdout).strip()[-400:]}")
    importlib.invalidate_caches()


def available(package: str) -> bool:
    """Say whether apt knows a package."""
    asked = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return asked.returncode == 0


def say(sentence: str) -> None:
    """Tell the person what is going on; standard output belongs to what is started."""
    print(f"countersign: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
