#!/usr/bin/env python3
"""Set Countersign up from a checkout and start it, with nothing but Python 3.11 or later.

    python3 installer/bootstrap.py run  [options of `countersign serve`]
    python3 installer/bootstrap.py test [options of pytest]

Makes a virtual environment (`.venv`, or $COUNTERSIGN_VENV), installs what `requirements.lock` pins,
hashes checked, and then starts the recorder or the tests. Run again it starts at once. System
packages are installed where that is possible without asking (Debian, as root); otherwise the one
command for them is printed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("COUNTERSIGN_VENV", ROOT / ".venv"))
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What the tests of the keychain need besides Python; without them those tests are skipped.
DEBIAN_TEST_PACKAGES = ("dbus", "gnome-keyring", "libsecret-tools", "procps")


def main() -> int:
    """Run `run` or `test`; return the exit code."""
    commands = {"run": run, "test": test}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Countersign needs Python 3.11 or later; this is {found}.", file=sys.stderr)
        print(
            "Install a newer one and run this again with it: python3.13 installer/bootstrap.py run"
        )
        return 1
    return commands[sys.argv[1]](sys.argv[2:])


def run(arguments: list[str]) -> int:
    """Start the recorder in the foreground."""
    install("requirements.lock")
    return subprocess.call([PYTHON, "-m", "desktop_app", "serve", *arguments], cwd=ROOT)


def test(arguments: list[str]) -> int:
    """Run everything that a change must pass; with arguments, pytest with those."""
    system_packages(DEBIAN_TEST_PACKAGES)
    install("requirements-dev.lock")
    command = (
        [PYTHON, "-m", "pytest", *arguments] if arguments else [PYTHON, "-m", "poethepoet", "check"]
    )
    path = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "PATH": path})


def install(lock_name: str) -> None:
    """Bring the virtual environment to what the lock file says; nothing to do when it is there."""
    lock = ROOT / lock_name
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f".{lock_name}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        say(f"Making a virtual environment in {VENV}")
        make_venv()
    say(f"Installing what {lock_name} pins (a minute or so, once)")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.check_call([*pip, "install", "--require-hashes", "-r", lock])
    subprocess.check_call(
        [*pip, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT]
    )
    stamp.write_text(wanted)


def make_venv() -> None:
    """Create the environment; Debian splits what that needs into a package of its own."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - its absence is what is asked
    except ImportError:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        system_packages((version,), needed=True)
    subprocess.check_call([sys.executable, "-m", "venv", VENV])


def system_packages(names: tuple[str, ...], *, needed: bool = False) -> None:
    """Install Debian packages when we are root there; else say the command for them."""
    if shutil.which("apt-get") is None or all(installed(name) for name in names):
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() == 0:
        say(f"Installing {' '.join(names)}")
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.call(["apt-get", "update"], **quiet)
        subprocess.call(command, **quiet)
    else:
        say(f"For all of it, run: sudo {' '.join(command)}")
        if needed:
            raise SystemExit(1)


def installed(name: str) -> bool:
    """Say whether a Debian package is installed."""
    asked = subprocess.run(["dpkg", "-s", name], capture_output=True, text=True, check=False)
    return "Status: install ok installed" in asked.stdout


def say(sentence: str) -> None:
    """Tell the person what is going on; standard output belongs to what is started."""
    print(f"countersign: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
