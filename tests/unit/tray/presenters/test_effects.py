"""What an action does, as far as it can be seen, and never more than that."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.tray.presenters import effects
from tests.fakes.question_values import HOME, question


def said(**more: Any) -> list[tuple[str, str]]:
    """Return what is said of a question."""
    return [(one.strong, one.text) for one in effects.of(question(**more), HOME)]


def test_a_deletion_by_a_command() -> None:
    """The file, that nothing is known of undoing, and that a program may send."""
    assert said() == [
        ("Deletes a file", "~/work/hello.txt"),
        ("Can change something", "whether it can be undone is not known"),
        ("No host is named", "but a program can send without naming one"),
    ]


def test_what_is_sent() -> None:
    """Cannot be called back; local-only mode is Countersign's, not the agent's."""
    found = said(
        kind="network", side_effect="irreversible", hosts=["paste.example.net"], traits=[],
        paths=[], secrets=["email"],
    )  # fmt: skip
    assert found == [
        ("Cannot be undone", "what is sent cannot be called back"),
        ("Names 1 host", "paste.example.net"),
        ("Local-only mode does not stop this", "it holds Countersign, not the agent"),
        ("Holds 1 kind of secret", "email"),
    ]


@pytest.mark.parametrize(
    ("effect", "strong"),
    [("none", "Changes nothing"), ("read", "Reads"), ("irreversible", "Cannot be undone")],
)
def test_how_far_it_reaches(effect: str, strong: str) -> None:
    """A word for each level."""
    assert strong in [one for one, _ in said(side_effect=effect, traits=[], paths=[])]


def test_files_that_matter() -> None:
    """Read by each new terminal; outside the folder."""
    paths = [{"path": "/home/ada/.bashrc", "use": "write", "place": "outside"}]
    found = said(kind="file.write", traits=[], paths=paths)
    assert ("Changes what your shell runs", ".bashrc is read by each new terminal") in found
    assert ("Outside its folder", "~/.bashrc") in found
    assert not [one for one, _ in found if "host" in one]


def test_many_files_are_counted() -> None:
    """Three by name."""
    paths = [{"path": f"/srv/{n}", "use": "delete", "place": "workspace"} for n in range(5)]
    assert ("Deletes files", "/srv/0, /srv/1, /srv/2, 2 more") in said(paths=paths)


def test_what_stands_out_comes_first() -> None:
    """In the order of its gravity; what is protected is named."""
    found = said(traits=["compound", "unparsed", "self"], protected=["our-files", "input"])
    assert [one for one, _ in found][:3] == [
        "Not understood",
        "Touches what guards you",
        "More than one command",
    ]
    assert found[1][1] == "Countersign's files, your mouse and keyboard"
