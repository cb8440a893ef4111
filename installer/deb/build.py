#!/usr/bin/env python3
"""Builds the Debian package: the folder of `installer/freeze.py` and what a desktop wants to know.

    python installer/deb/build.py WHERE [--folder FOLDER]     prints the package's path

    /opt/countersign                     the program; on what Debian has, it depends
    /usr/bin/countersign                 the command
    /usr/share/applications, icons       the desktop entry
    /etc/xdg/autostart                   starts the tray; a person's own file of that name wins
    /usr/lib/systemd/user                the recorder as a service; not enabled by itself
    /usr/share/man, doc, lintian         the rest that a package has

Nothing runs at install, upgrade or removal: the package has no scripts, and a person's data is
never touched. The same checkout in the same environment gives the same bytes. Needs what
`requirements-dev.lock` names and Debian's dpkg-dev and binutils.
"""

from __future__ import annotations

import argparse
import email.utils
import gzip
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FREEZE = runpy.run_path(str(HERE.parent / "freeze.py"))
ICONS = runpy.run_path(str(HERE.parent / "icons.py"))
MAINTAINER = "Countersign maintainers <maintainers@countersign.example>"
OPT = "opt/countersign"
# What a desktop session has and no library names: opened by name, when they are there.
MORE_DEPENDS = ("hicolor-icon-theme",)


def main() -> int:
    """Build and print where the package is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("where", type=Path)
    parser.add_argument("--folder", type=Path, help="what freeze.py made; else it is made here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or FREEZE["freeze"](Path(scratch) / "dist")
        print(build(folder, options.where.absolute(), Path(scratch) / "tree"))
    return 0


def build(folder: Path, where: Path, tree: Path) -> Path:
    """Lay the package out in `tree`, pack it into `where`; return its path."""
    need("dpkg-deb", "dpkg-shlibdeps", "dpkg")
    where.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, tree / OPT, symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/countersign").symlink_to("/opt/countersign/countersign")
    lay_out_desktop(tree)
    lay_out_docs(tree)
    (tree / "DEBIAN").mkdir()
    put(tree, "DEBIAN/conffiles", "/etc/xdg/autostart/countersign.desktop\n")
    put(tree, "DEBIAN/control", control(tree))
    put(tree, "DEBIAN/md5sums", md5sums(tree))
    date = int(FREEZE["source_date"]())
    settle(tree, date)
    package = where / f"countersign_{version()}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(date)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return package


def need(*programs: str) -> None:
    """Refuse with a sentence when a program is missing."""
    if missing := [name for name in programs if not shutil.which(name)]:
        raise SystemExit(f"{missing[0]} is missing: apt-get install dpkg-dev binutils")


def lay_out_desktop(tree: Path) -> None:
    """Put desktop entry, icons, autostart and the service in place."""
    copy(tree, "countersign.desktop", "usr/share/applications/countersign.desktop")
    copy(tree, "autostart.desktop", "etc/xdg/autostart/countersign.desktop")
    copy(tree, "countersign-recorder.service", "usr/lib/systemd/user/countersign-recorder.service")
    icons = "usr/share/icons/hicolor"
    put(tree, f"{icons}/scalable/apps/countersign.svg", ICONS["source"](256).read_bytes())
    for size in ICONS["SIZES"]:
        put(tree, f"{icons}/{size}x{size}/apps/countersign.png", ICONS["png"](size))


def lay_out_docs(tree: Path) -> None:
    """Put licence, change log, manual page and what lintian must know in place."""
    doc = "usr/share/doc/countersign"
    copy(tree, "copyright", f"{doc}/copyright")
    copy(tree, "lintian-overrides", "usr/share/lintian/overrides/countersign")
    date = int(FREEZE["source_date"]())
    log = (
        f"countersign ({version()}) unstable; urgency=medium\n\n  * Release {version()}.\n\n"
        f" -- {maintainer()}  {email.utils.formatdate(date)}\n"
    )
    put(tree, f"{doc}/changelog.gz", gzip.compress(log.encode(), mtime=0))
    day = time.strftime("%Y-%m-%d", time.gmtime(date))
    page = filled("countersign.1.in", VERSION=version(), DATE=day, VERBS=verbs())
    put(tree, "usr/share/man/man1/countersign.1.gz", gzip.compress(page.encode(), mtime=0))


def control(tree: Path) -> str:
    """Return the package's own description; `tree` is all else."""
    kib = sum(-(-it.lstat().st_size // 1024) for it in tree.rglob("*"))
    return filled(
        "control.in",
        VERSION=version(),
        ARCHITECTURE=architecture(),
        MAINTAINER=maintainer(),
        KIB=str(kib),
        DEPENDS=", ".join((libraries(tree), *MORE_DEPENDS)),
    )


def libraries(tree: Path) -> str:
    """Return the packages that hold the libraries which ours were linked to, with their versions.

    A library that is neither in the folder nor in a package stops the build.
    """
    folder = tree / OPT
    inside = [f"-l{it}" for it in (folder / "_internal", folder / "_internal/PySide6/Qt/lib")]
    files = [str(path) for path in FREEZE["binaries"](folder)]
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "debian").mkdir()
        stub = "Source: countersign\n\nPackage: countersign\nArchitecture: any\n"
        (Path(scratch) / "debian/control").write_text(stub)
        command = ["dpkg-shlibdeps", "-O", "--warnings=0", *inside, *files]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    found = re.search(r"shlibs:Depends=(.+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"The libraries' packages cannot be told: {done.stderr.strip()[-600:]}")
    return found[1]


def md5sums(tree: Path) -> str:
    """Return the digests that `dpkg --verify` compares."""
    files = [it for it in sorted(tree.rglob("*")) if it.is_file() and not it.is_symlink()]
    names = [str(it.relative_to(tree)) for it in files if "DEBIAN" not in it.parts]
    done = subprocess.run(["md5sum", *names], cwd=tree, capture_output=True, text=True, check=True)
    return done.stdout


def settle(tree: Path, date: int) -> None:
    """Give every file the modes that Debian wants, and one date."""
    program = tree / OPT / "countersign"
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path == program
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (date, date), follow_symlinks=False)


def verbs() -> str:
    """Return the verbs as a manual page lists them."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.cli.app import VERBS  # noqa: PLC0415 - of this checkout, wherever we are run

    rows = [f".TP\n.B {verb}\n{about}." for verb, (_, about) in VERBS.items()]
    return "\n".join(rows).replace("-", r"\-")


def version() -> str:
    """Return the version that the package itself says."""
    text = (ROOT / "desktop_app/__init__.py").read_text("utf-8")
    found = re.search(r'__version__ = "(.+)"', text)
    if not found:
        raise SystemExit("desktop_app/__init__.py names no version.")
    return found[1]


def architecture() -> str:
    """Return dpkg's name of this processor."""
    done = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def maintainer() -> str:
    """Return who makes this package: DEBFULLNAME and DEBEMAIL, as Debian's own tools have it."""
    name, mail = os.environ.get("DEBFULLNAME"), os.environ.get("DEBEMAIL")
    return f"{name} <{mail}>" if name and mail else MAINTAINER


def filled(template: str, **values: str) -> str:
    """Return a template of this folder with its @NAMES@ filled in."""
    text = (HERE / template).read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def copy(tree: Path, source: str, target: str) -> None:
    """Put a file of this folder into the package."""
    put(tree, target, (HERE / source).read_bytes())


def put(tree: Path, target: str, data: str | bytes) -> None:
    """Write a file of the package, making its folders."""
    path = tree / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    sys.exit(main())
