"""What a file is for, where its place tells: who reads it, and what a change of it sets going.

A table. Names are compared in small letters: some file systems do not tell them apart. What is not
listed is not harmless, it is not known.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable


class Use(NamedTuple):
    """What is said of a file: in a few words, who reads it, and whether it is grave."""

    strong: str
    text: str
    grave: bool = True


_SHELL = (
    *(".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc", ".zprofile", ".zshenv"),
    *(".zlogin", "config.fish"),
)
# Patterns over the end of a path, first match wins; each names the texts below.
_TABLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shell", tuple(f"*/{name}" for name in _SHELL)),
    ("log-in", ("*/autostart/*.desktop", "*/systemd/user/*", "*/launchagents/*.plist")),
    ("times", ("*/crontab", "/etc/cron*", "/var/spool/cron/*")),
    ("keys", ("*/.ssh/authorized_keys*",)),
    ("ssh", ("*/.ssh/config", "*/.ssh/config.d/*")),
    ("hooks", ("*/.git/hooks/*", "*/.husky/*", "*/.pre-commit-config.yaml")),
    ("git", ("*/.gitconfig", "*/git/config", "*/.git/config", "*/.gitattributes")),
    ("server", ("*/.github/workflows/*", "*/.gitlab-ci.yml", "*/jenkinsfile")),
    ("editor", ("*/.vscode/tasks.json", "*/.vscode/settings.json", "*/.idea/*")),
    ("hosts", ("/etc/hosts",)),
    ("environment", ("*/.env", "*/.env.*", "*/.envrc")),
    ("build", ("*/makefile", "*/package.json", "*/setup.py", "*/conftest.py", "*/build.rs")),
)


def of(paths: Iterable[str]) -> list[tuple[str, Use]]:
    """Return (path, what it is for) of those that are known, each use once."""
    found: dict[str, str] = {}
    for path in paths:
        if use := _name(path):
            found.setdefault(use, path)
    return [(path, _said(use, path.rsplit("/", 1)[-1])) for use, path in found.items()]


def _name(path: str) -> str:
    small = path.lower()
    found = (use for use, globs in _TABLE if any(fnmatchcase(small, one) for one in globs))
    return next(found, "")


def _said(use: str, file: str) -> Use:
    told = {
        "shell": Use(
            tr("Changes what your shell runs"), tr("{file} is read by each new terminal", file=file)
        ),
        "log-in": Use(
            tr("Starts a program by itself"), tr("{file} is started when you log in", file=file)
        ),
        "times": Use(
            tr("Starts a program by itself"), tr("{file} says what runs at which time", file=file)
        ),
        "keys": Use(
            tr("Changes who can log in here"),
            tr("{file} lists who is let in", file=file),
        ),
        "ssh": Use(
            tr("Changes how SSH connects"), tr("{file} can name hosts and programs", file=file)
        ),
        "hooks": Use(tr("Changes what Git runs"), tr("{file} is run by Git by itself", file=file)),
        "git": Use(tr("Changes what Git runs"), tr("{file} can name programs", file=file)),
        "server": Use(
            tr("Changes what a build server runs"), tr("{file} is run after a push", file=file)
        ),
        "editor": Use(
            tr("Changes what your editor runs"), tr("{file} is read with the folder", file=file)
        ),
        "hosts": Use(
            tr("Changes where names lead"), tr("{file} is asked before the network", file=file)
        ),
        "environment": Use(tr("Settings of a program"), tr("{file} can hold passwords", file=file)),
        "build": Use(
            tr("Part of the build"),
            tr("{file} is run by it or says what is", file=file),
            grave=False,
        ),
    }
    return told[use]
