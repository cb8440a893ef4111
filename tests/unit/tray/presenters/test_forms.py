"""What exactly is asked for: each shape, and that nothing sent is left out."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import forms
from desktop_app.tray.presenters.forms import Shape
from tests.fakes.question_values import HOME, question


def test_a_command_stands_as_given() -> None:
    """With its folder, and what else was sent beside it."""
    command = "echo  'a'\necho b"
    sent = {"command": command, "description": "Says\nsomething", "timeout": 5}
    found = forms.form(question(text=command, arguments=sent), HOME)
    assert (found.shape, found.text, found.what) == (Shape.COMMAND, command, "Command")
    assert found.note == "in ~/work"
    assert found.rest == "description: Says\n    something\ntimeout: 5"


def test_a_change_has_signs() -> None:
    """Context, what goes, what comes; other arguments below."""
    sent = {
        "file_path": "/home/ada/.bashrc",
        "old_string": "a\nb\nc",
        "new_string": "a\nB\nc\nd",
        "replace_all": True,
    }
    found = forms.form(question(kind="file.write", text=sent["file_path"], arguments=sent), HOME)
    assert found.shape is Shape.CHANGE
    assert found.file == "~/.bashrc"
    assert [(line.sign, line.text) for line in found.diff] == [
        ("", "a"), ("-", "b"), ("+", "B"), ("", "c"), ("+", "d"),
    ]  # fmt: skip
    assert found.note == "changed: 1 line removed, 2 added"
    assert found.rest == "replace_all: true"


def test_a_whole_file_is_shown_as_content() -> None:
    """Numbered, with its path above."""
    sent = {"file_path": "/srv/x", "content": "one\ntwo"}
    found = forms.form(question(kind="file.write", text="/srv/x", arguments=sent), HOME)
    assert (found.shape, found.text, found.file) == (Shape.CONTENT, "one\ntwo", "/srv/x")
    sent = {"file_path": "/srv/x"}
    found = forms.form(question(kind="file.write", text="/srv/x", arguments=sent), HOME)
    assert found.shape is Shape.PATH


def test_a_path_says_where_it_really_is() -> None:
    """Symbolic links on a second line; outside is said."""
    paths = [{"path": "/etc/passwd", "use": "read", "place": "outside"}]
    link = "/home/ada/work/link"
    found = forms.form(
        question(kind="file.read", text=link, arguments={"file_path": link}, paths=paths), HOME
    )
    assert [(fact.name, fact.value, fact.flag) for fact in found.facts] == [
        ("Path", "~/work/link", ""),
        ("Is", "/etc/passwd", "outside its folder"),
    ]
    direct = question(kind="file.read", text="/etc/passwd", arguments={}, paths=paths)
    assert forms.form(direct, HOME).facts[0].flag == "outside its folder"


def test_an_address_in_rows() -> None:
    """Host, port, path; a user before the host is no host."""
    url = "https://bank.example@paste.example.net:8443/notes.md?a=1#top"
    sent = {"url": url, "body": "text"}
    found = forms.form(question(kind="network", text=url, arguments=sent), HOME)
    rows = {fact.name: (fact.value, fact.flag) for fact in found.facts}
    assert rows == {
        "Scheme": ("https", ""),
        "Host": ("paste.example.net", ""),
        "User": ("bank.example", "not part of the host"),
        "Path": ("/notes.md", ""),
        "Port": ("8443", ""),
        "Query": ("a=1", ""),
        "Fragment": ("top", ""),
    }
    assert found.rest == "body: text"


@pytest.mark.parametrize(
    ("host", "flag"),
    [
        ("192.0.2.7", "an address, not a name"),
        ("[2001:db8::1]", "an address, not a name"),
        ("xn--80ak6aa92e.com", "letters that can pass for others"),
        ("\u0440\u0430\u0443.com", "letters that can pass for others"),
        ("a.example\\@b.example", "read differently by different programs"),
    ],
)
def test_hosts_that_deceive_are_flagged(host: str, flag: str) -> None:
    """Addresses, look-alikes, what programs read differently."""
    url = f"https://{host}/"
    found = forms.form(question(kind="network", text=url, arguments={"url": url}), HOME)
    flags = [fact.flag for fact in found.facts if fact.name in {"Host", "User"}]
    assert flag in flags or "not part of the host" in flags


def test_what_is_none_of_these_is_shown_whole() -> None:
    """An MCP tool, an address that is none, a command without text."""
    found = forms.form(question(kind="mcp", text="", arguments={"a": {"b": [1]}}), HOME)
    assert (found.shape, found.text) == (Shape.ARGUMENTS, 'a: {"b":[1]}')
    assert found.note == "Tool Bash"
    odd = forms.form(question(kind="network", text="not a url", arguments={}), HOME)
    assert (odd.shape, odd.text) == (Shape.ARGUMENTS, "not a url")
    assert forms.form(question(text="", arguments={"x": 1}), HOME).text == "x: 1"
    assert forms.form(question(kind="file.read", text=""), HOME).shape is Shape.ARGUMENTS


def test_findings_look_everywhere() -> None:
    """In the rest too."""
    found = forms.form(question(arguments={"command": "rm -f hello.txt", "x": "\u202e"}), HOME)
    assert len(found.findings()) == 1
    assert "\u202e" in found.whole


def test_the_part_of_a_host_that_somebody_registered() -> None:
    """The rest is anybody's choice below it."""
    assert forms.registrable("a.b.example.net") == ("a.b.", "example.net")
    assert forms.registrable("a.example.co.uk") == ("a.", "example.co.uk")
    assert forms.registrable("192.0.2.7") == ("", "192.0.2.7")
    assert forms.registrable("localhost") == ("", "localhost")


def test_home_is_a_tilde() -> None:
    """Only as a whole part of a path."""
    assert forms.short("/home/ada", HOME) == "~"
    assert forms.short("/home/ada/x", HOME) == "~/x"
    assert forms.short("/home/adam", HOME) == "/home/adam"
