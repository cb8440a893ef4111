"""A bare Debian in a folder: what a package is installed into, to see that it brings all it needs.

Made by mmdebstrap from where apt's settings say, as root. Programs in it share this machine's
network and its processes are this machine's, so that a test ends them by their id; what is mounted
for them is theirs alone and gone with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PERSON, UID = "person", 1000
_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
_ENTER = """
root=$1 who=$2; shift 2
mount -t proc proc "$root/proc"
while [ "$1" != -- ]; do mkdir -p "$root$1"; mount --rbind "$1" "$root$1"; shift; done
shift
exec chroot --userspec="$who" "$root" "$@"
"""


def missing() -> str:
    """Return why there can be none here, or ""."""
    if not shutil.which("mmdebstrap"):
        return "needs the package mmdebstrap"
    if os.geteuid():
        return "needs root, to make a bare Debian"
    alone = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return "may not mount here" if alone.returncode else ""


def _mirrors(release: str) -> list[str]:
    """Return where this machine gets the release from, as lines of a sources.list; [] elsewhere."""
    columns = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    asked = ["apt-get", "indextargets", "--format", columns, "Identifier: Packages"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    rows = (line.split() for line in told.splitlines())
    names = {release, f"{release}-updates", f"{release}-security"}
    return [f"deb {' '.join(row)}" for row in rows if row[1] in names and row[2:] == ["main"]]


def _settings() -> list[str]:
    """Return this machine's settings of apt that decide whether it reaches anything."""
    told = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False)
    lines = told.stdout.splitlines()
    kept = ("Acquire::http", "Acquire::https", "Acquire::Check-")
    return [f"--aptopt={line}" for line in lines if line.startswith(kept) and ' "' in line]


class BareRoot:
    """One Debian, with a person who has a home."""

    def __init__(self, path: Path, release: str) -> None:
        self.path = path
        command = ["mmdebstrap", "--quiet", "--variant=apt", "--mode=root", *_settings()]
        done = subprocess.run(
            [*command, release, str(path), *_mirrors(release)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.check("useradd", "--create-home", "--uid", str(UID), PERSON, user="0")
        self.home = self.path / "home" / PERSON

    def install(self, *packages: str | Path) -> None:
        """Install packages and what they depend on; a path is a package file of this machine."""
        names = [str(it) for it in packages]
        for package in packages:
            if not isinstance(package, str):
                shutil.copy2(package, self.path / "var" / package.name)
                names[names.index(str(package))] = f"/var/{package.name}"
        self.check("apt-get", "update", "-qq", user="0")
        self.check(*_INSTALL, *names, user="0")

    def command(self, *words: str, user: str, binds: Sequence[Path] = ()) -> list[str]:
        """Return the command that runs a program inside, with folders of this machine in it."""
        enter = ["unshare", "--mount", "sh", "-euc", _ENTER, "enter", str(self.path), user]
        return [*enter, *map(str, binds), "--", *words]

    def environment(self, *, user: str = str(UID), **more: str) -> dict[str, str]:
        """Return what a program inside finds: little, and nothing of this machine."""
        home = f"/home/{PERSON}" if user == str(UID) else "/root"
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return {"PATH": path, "HOME": home, "DEBIAN_FRONTEND": "noninteractive", **more}

    def run(
        self, *words: str, user: str = str(UID), **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside to its end; `more` is its environment."""
        return subprocess.run(
            self.command(*words, user=user),
            env=self.environment(user=user, **more),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def check(self, *words: str, user: str = str(UID), **more: str) -> str:
        """Run a program inside that must succeed; return what it prints."""
        done = self.run(*words, user=user, **more)
        assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def start(
        self, *words: str, user: str = str(UID), binds: Sequence[Path] = (), **more: Any
    ) -> subprocess.Popen[bytes]:
        """Start a program inside; its process id is the program's own."""
        return subprocess.Popen(self.command(*words, user=user, binds=binds), **more)
