"""A receipt prints as one page that hides nothing and runs nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from desktop_app.consent.receipt_page import page
from desktop_app.consent.receipts import Stored
from desktop_app.consent.records import By, ConsentRecord, RunOf, Shown, State
from desktop_app.model.action import Lasts, Scope

SCOPE = Scope("codex", "shell", ("npm", "test"), exact=False, folder="/home/me", below=True)
TEXT = "<b>codex</b> asks\u202e\nsecond line"
STORED = Stored(
    log="countersign/00112233445566aa",
    seq=4713,
    ts_us=1_789_000_000_000_000,
    leaf_hash="0b" * 32,
    record=ConsentRecord(
        purpose="agent action",
        state=State.GIVEN,
        intent=4711,
        notice=Shown("agent-action", 1, "en", sha256(TEXT.encode()).hexdigest()),
        scope=SCOPE,
        lasts=Lasts.UNTIL,
        until_us=1_789_003_600_000_000,
        run=RunOf("codex", "run-1"),
        by=By.NOTIFICATION,
    ),
    agent="codex",
    text=TEXT,
)


def rows(made: str) -> dict[str, str]:
    """Labels and values of the table."""
    return dict(re.findall(r"<tr><th>(.*?)</th><td>(.*?)</td></tr>", made))


def test_the_page_says_what_the_record_says() -> None:
    """In words, with the way to the proof."""
    assert rows(page(STORED)) == {
        "Purpose": "Let an agent act",
        "Answer": "given",
        "Answered by": "you, notification",
        "Time": "2026-09-10T00:26:40.000000Z",
        "Lasts": "until",
        "Until": "2026-09-10T01:26:40.000000Z",
        "Agent": "codex",
        "Run": "run-1",
        "Tool": "shell",
        "Command": "npm test",
        "Arguments": "these and any more",
        "Folder": "/home/me and below",
        "Hosts": "none",
        "Recipients": "nobody",
        "Retention": "nothing is kept by it",
        "Controller": "the person who runs this computer",
        "Person (pseudonym)": "00112233445566aa",
        "Lawful basis": "consent",
        "Stored on": "this computer",
        "About the action in": "#4711",
        "Notice": "agent-action, version 1, en",
        "Digest of what was shown": sha256(TEXT.encode()).hexdigest(),
        "Entry": "#4713 of countersign/00112233445566aa",
        "Leaf hash": "0b" * 32,
    }


def test_what_was_shown_is_shown_safely() -> None:
    """Markup is text, and what reverses text is named."""
    assert "<pre>&lt;b&gt;codex&lt;/b&gt; asksU+202E\nsecond line</pre>" in page(STORED)
    assert "not stored" not in page(STORED)
    assert "The text that was shown is not stored." in page(replace(STORED, text=None))


def test_a_record_of_which_nothing_was_shown_is_short() -> None:
    """A revocation: no notice, no text, no scope."""
    record = ConsentRecord(purpose="agent action", state=State.REVOKED, by=By.YOU, withdraws=4713)
    made = page(replace(STORED, record=record, agent=None))
    assert rows(made)["Ends the grant in"] == "#4713"
    assert not {"Notice", "Tool", "Agent", "Lasts", "Run"} & set(rows(made))
    assert "<pre>" not in made
    assert "not stored" not in made


def test_a_scope_without_words_says_where_and_for_whom() -> None:
    """A tool anywhere, with these hosts."""
    scope = Scope("codex", "web_fetch", hosts=("a.example", "b.example"))
    told = rows(page(replace(STORED, record=replace(STORED.record, scope=scope))))
    assert (told["Folder"], told["Hosts"]) == ("anywhere", "a.example, b.example")
    assert not {"Command", "Arguments"} & set(told)
    exact = replace(STORED.record, scope=replace(SCOPE, exact=True))
    assert rows(page(replace(STORED, record=exact)))["Arguments"] == "exactly these"


def test_nothing_runs_or_loads() -> None:
    """The one style block is known by its digest, and there is no other address."""
    made = page(STORED)
    (style,) = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in made
    assert not re.search(r"<script|href=|src=|http:|https:|style=", made)
    assert page(STORED) == made


def test_a_role_stands_on_the_page() -> None:
    """Where one had to allow it."""
    record = replace(STORED.record, scope=None, lasts=None, until_us=None, role="lead")
    assert rows(page(replace(STORED, record=record)))["Role"] == "lead"
    assert "Role" not in rows(page(STORED))
