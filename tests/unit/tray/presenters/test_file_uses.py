"""What files are for."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import file_uses


@pytest.mark.parametrize(
    ("path", "strong"),
    [
        ("/home/ada/.bashrc", "Changes what your shell runs"),
        ("/home/ada/.BASHRC", "Changes what your shell runs"),
        ("/home/ada/.config/autostart/x.desktop", "Starts a program by itself"),
        ("/etc/cron.d/x", "Starts a program by itself"),
        ("/home/ada/.ssh/authorized_keys", "Changes who can log in here"),
        ("/home/ada/.ssh/config", "Changes how SSH connects"),
        ("/w/.git/hooks/pre-push", "Changes what Git runs"),
        ("/home/ada/.config/git/config", "Changes what Git runs"),
        ("/w/.github/workflows/ci.yml", "Changes what a build server runs"),
        ("/w/.vscode/tasks.json", "Changes what your editor runs"),
        ("/etc/hosts", "Changes where names lead"),
        ("/w/.env", "Settings of a program"),
        ("/w/Makefile", "Part of the build"),
    ],
)
def test_a_known_place_says_what_it_is_for(path: str, strong: str) -> None:
    """With the file's name."""
    ((found, use),) = file_uses.of([path])
    assert (found, use.strong) == (path, strong)
    assert path.rsplit("/", 1)[-1] in use.text


def test_what_is_not_known_is_not_said() -> None:
    """And each use once."""
    assert file_uses.of(["/w/main.py", "/w/my.bashrc.txt"]) == []
    assert len(file_uses.of(["/home/ada/.bashrc", "/home/ada/.zshrc"])) == 1
    assert [use.grave for _, use in file_uses.of(["/w/package.json"])] == [False]
