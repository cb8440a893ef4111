"""capture.screens.exclude: windows that are never seen, by rules as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.screens.exclude import MAX_PATTERNS, Rule, parse_excluded, rule_for
from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.host.screen.frame import Box
from desktop_app.host.screen.windows import Window
from tests.fakes.screens import window

OURS = Path(__file__).parents[4] / "resources" / "capture" / "excluded.toml"
RULES = parse_excluded(OURS.read_text("utf-8"))


@pytest.mark.parametrize(
    ("classes", "title", "rule"),
    [
        (("keepassxc", "KeePassXC"), "Passwords.kdbx - KeePassXC", "password-managers"),
        (("bitwarden", "Bitwarden"), "Bitwarden", "password-managers"),
        (("1password", "1Password"), "", "password-managers"),
        (("pinentry-gtk-2", "Pinentry-gtk-2"), "", "keyrings-and-passphrases"),
        (("gcr-prompter", "Gcr-prompter"), "Unlock Keyring", "keyrings-and-passphrases"),
        (("seahorse", "Seahorse"), "Passwords and Keys", "keyrings-and-passphrases"),
        (("yubioath-desktop", "Yubico Authenticator"), "", "one-time-codes"),
        (("Navigator", "firefox"), "x — Mozilla Firefox Private Browsing", "private-browsing"),
        (("Navigator", "firefox"), "x — Mozilla Firefox Privater Modus", "private-browsing"),
        (("Navigator", "firefox"), "x — Mozilla Firefox (Private Browsing)", "private-browsing"),
        (("google-chrome", "Google-chrome"), "x - Google Chrome (Incognito)", "private-browsing"),
        (("chromium", "Chromium"), "x - Chromium (Inkognito)", "private-browsing"),
        (
            ("microsoft-edge", "Microsoft-edge"),
            "x - [InPrivate] - Microsoft\u200b Edge",
            "private-browsing",
        ),
        (("countersign", "Countersign"), "Countersign", "countersign"),
        (("code", "Code"), "password.py - project", None),
        (("Navigator", "firefox"), "How private browsing works — Mozilla Firefox", None),
        ((), "", None),
    ],
)
def test_what_our_own_rules_exclude(classes: tuple[str, ...], title: str, rule: str | None) -> None:
    """Password managers, prompts for secrets, private windows of browsers, our own; no others."""
    shown = Window(1, classes, title, Box(0, 0, 1, 1))
    assert rule_for(shown, RULES) == rule


def test_a_rule_with_both_lists_needs_both() -> None:
    """So that one page of one program can be excluded."""
    rule = Rule("bank", classes=("firefox",), titles=("*bank*",))
    assert rule.excludes(window(app="Firefox", title="My Bank"))
    assert not rule.excludes(window(app="Firefox", title="News"))
    assert not rule.excludes(window(app="Editor", title="My Bank"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_title_is_matched_whatever_its_case(before: str, after: str) -> None:
    """And whatever surrounds it."""
    rule = Rule("x", titles=("*secret plan*",))
    assert rule.excludes(window(title=f"{before} SECRET Plan {after}"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = ", "not TOML"),
        ("", "version = 1"),
        ("version = 1\nother = 2", "version = 1"),
        ("version = 1\nrules = 3", "version = 1"),
        ("version = 1\nrules = [3]", "rule 1"),
        ("version = 1\n[[rules]]\nname = 'a'\nclass = ['x']", "rule 1"),
        ("version = 1\n[[rules]]\nclasses = ['x']", "`name`"),
        ("version = 1\n[[rules]]\nname = 'A b'\nclasses = ['x']", "`name`"),
        ("version = 1\n[[rules]]\nname = 'a'", "no window"),
        ("version = 1\n[[rules]]\nname = 'a'\nclasses = []", "no window"),
        ("version = 1\n[[rules]]\nname = 'a'\nclasses = 'x'", "list"),
        ("version = 1\n[[rules]]\nname = 'a'\nclasses = [1]", "a text"),
        ("version = 1\n[[rules]]\nname = 'a'\ntitles = [' ']", "a text"),
        (f"version = 1\n[[rules]]\nname = 'a'\ntitles = {['x'] * (MAX_PATTERNS + 1)}", "at most"),
    ],
)
def test_what_is_off_is_refused_with_its_place(text: str, says: str) -> None:
    """A typing mistake never turns into a window that is shown."""
    with pytest.raises(ConfigError, match=r"mine\.toml") as raised:
        parse_excluded(text, "mine.toml")
    assert says in raised.value.message


def test_a_newer_file_is_refused_as_one() -> None:
    """It may mean anything."""
    with pytest.raises(NewerFormatError):
        parse_excluded("version = 2")
