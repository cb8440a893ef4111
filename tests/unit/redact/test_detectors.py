"""TextRedactor: every detector finds its kind, leaves the rest, and cuts no character."""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.redact.detectors import TextRedactor
from desktop_app.redact.rules import Action, Detector
from tests.fakes.redaction import RUN_KEY, SECRETS, TOKEN_KEY, default_rules, planted

TEXTS = TextRedactor(default_rules().detectors, TOKEN_KEY)


def redact(text: str) -> tuple[str, dict[str, int]]:
    """Return text and counts after the default detectors."""
    counts: Counter[str] = Counter()
    return TEXTS.redact(text, RUN_KEY, counts), dict(counts)


def made(*rules: tuple[str, Action, str, str]) -> TextRedactor:
    """Return a redactor with rules (name, action, pattern, check)."""
    return TextRedactor(
        [Detector(name, act, pat, chk, frozenset(), name) for name, act, pat, chk in rules], b"k"
    )


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "around", ["{}", "see {} now", "é {} ß", '{{"a":"{}"}}', "x\n{}\n", "({})"]
)
def test_each_detector_finds_its_kind(name: str, around: str) -> None:
    """Found at the edges, in a sentence, in JSON, beside other scripts; counted under its name."""
    text = around.format(planted(name))
    clean, counts = redact(text)
    assert SECRETS[name] not in clean
    assert counts == {name: 1}
    assert clean.startswith(around.split("{}", maxsplit=1)[0].replace("{{", "{"))


@pytest.mark.parametrize("name", SECRETS.keys() - {"private_key"})
def test_two_secrets_are_two_marks(name: str) -> None:
    """Each occurrence is replaced, and equal values get equal tokens."""
    clean, counts = redact(f"{planted(name)} | {planted(name)}")
    assert counts == {name: 2}
    left, right = clean.split(" | ")
    assert left == right


@pytest.mark.parametrize(
    "text",
    [
        "session 7821bcb7-efd7-49c6-b492-bf7efb2c7c4d",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "user 43c322130ffc6bc362af1f2800e82eb0f07eabae9149e9400bcbf4182c15e620",
        "req_3cbb0160d017476995b7ec81 toolu_449a6a8b5c554634bdc96543 call_211b663008b44a86b1ab6d36",
        "2026-11-20T10:05:33.451Z 1795169885770123456 1795169885770",
        "run_shell_command__run_shell_command_1795169879654_0",
        "npm install @types/node@20.1.0 react@18.2.0",
        "git clone git@github.com:org/repo.git",
        "/home/ /home/* /Users/Shared/x C:\\Users\\Public\\x",
        "max_tokens=4096 token_type=input tokens: 1580 secret_store: none",
        "password=$PASSWORD api_key=<your key here> token=********",
        "https://host.example:8080/path?x=1 http://[::1]:4318/v1/traces",
        "password: see below",
        "codex_app_server::config_manager",
        "DE is a country, GB82 is short",
        "version 3.1415926535897932 and 0.4111111111111111",
        "sk-short AKIA123 ghp_short eyJ.eyJ.x",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Ids, hashes, times, versions, placeholders and numbers are not secrets."""
    assert redact(text) == (text, {})


def test_home_path_keeps_all_but_the_user() -> None:
    """Only the user's name goes; the same user has one token on every system."""
    texts = ["/home/jane/w", "/Users/jane/w", "C:\\Users\\jane\\w", "c:\\\\Users\\\\jane\\\\w",
             "file:///home/jane", "%2Fhome%2Fjane%2Fw", "/x/.claude/projects/-home-jane-w",
             "C:/Users/jane/w", "C%3A%5CUsers%5Cjane%5Cw", "D:\\Users\\jane"]  # fmt: skip
    marks = set()
    for text in texts:
        clean, counts = redact(text)
        assert counts == {"home_path": 1}
        before, after = text.split("jane")
        assert clean.startswith(before)
        assert clean.endswith(after)
        marks.add(clean[len(before) : len(clean) - len(after)])
    assert len(marks) == 1
    assert redact("C:\\Users\\Jane Roe\\w")[0].endswith("]\\w")


def test_a_card_before_a_year_and_inside_longer_groups() -> None:
    """Digits after a card do not hide it, and a failed match is tried again further on."""
    clean, counts = redact("4111 1111 1111 1111 2026 and 4000 4111 1111 1111 1111")
    assert counts == {"card": 2}
    assert "4111" not in clean
    assert " 2026 and 4000 " in clean


def test_overlap_gives_one_mark_and_the_earlier_name() -> None:
    """A token inside an assignment is one redaction; nothing of either is left."""
    secret = SECRETS["github_token"]
    clean, counts = redact(f"token={secret}$tail-of-it")
    assert counts == {"github_token": 1}
    assert clean.startswith("token=[token github_token t_")
    assert clean.endswith("]")
    one = made(
        ("a", Action.DROP, "bcd", ""), ("b", Action.DROP, "abcdef", ""), ("c", Action.DROP, "f", "")
    )
    counter: Counter[str] = Counter()
    assert one.redact("xabcdefy", b"", counter) == "x[drop a]y"
    assert counter == {"a": 1}
    same = made(("a", Action.DROP, "abc", ""), ("b", Action.DROP, "abc", ""))
    assert same.redact("abc", b"", counter) == "[drop a]"


def test_actions() -> None:
    """Hash, tokenize and drop leave their marks; keep is as if the rule were not there."""
    text = made(
        ("a", Action.HASH, "aaa", ""), ("b", Action.DROP, "bbb", ""),
        ("c", Action.KEEP, "ccc", ""), ("d", Action.TOKENIZE, "ddd", ""),
    ).redact("aaa bbb ccc ddd", b"run", Counter())  # fmt: skip
    assert text.startswith("[hash a 3 bytes hmac-sha256:")
    assert "[drop b] ccc [token d t_" in text


def test_no_character_is_cut() -> None:
    """A pattern over bytes may end inside a character; the mark then takes the whole of it."""
    texts = made(("a", Action.DROP, r"x\xc3", ""), ("b", Action.DROP, r"\xa9y", ""))
    assert texts.redact("-xé-", b"", Counter()) == "-[drop a]-"
    assert texts.redact("-éy-", b"", Counter()) == "-[drop b]-"
    assert texts.redact("-xéy-", b"", Counter()) == "-[drop a]-"


def test_bytes_come_back_the_same_object_when_clean() -> None:
    """No copy for clean data: callers test identity."""
    data = b"nothing here"
    assert TEXTS.redact_bytes(data, RUN_KEY, Counter()) is data
    counts: Counter[str] = Counter()
    assert b"jane" not in TEXTS.redact_bytes(b"/home/jane/w", RUN_KEY, counts)
    assert counts == {"home_path": 1}
    assert redact("lone \ud800 surrogate /home/jane")[0].startswith("lone \ud800 surrogate /home/[")


def test_memory_of_clean_texts_is_bounded() -> None:
    """The set of texts known to be clean does not grow with what senders choose."""
    texts = made(("a", Action.DROP, "secret", ""))
    for number in range(9000):
        texts.redact(f"text {number}", b"", Counter())
    assert len(texts.known) <= 8192
    assert texts.redact("text 8999", b"", Counter()) == "text 8999"
    texts.redact("y" * 1000, b"", Counter())
    assert "y" * 1000 not in texts.known


def test_a_short_text_that_comes_again_gives_the_same() -> None:
    """The second time it is known by a digest; counts and text are those of the first."""
    texts = TextRedactor(default_rules().detectors, TOKEN_KEY)
    for text in (
        "/home/jane/w and /home/jane/x",
        "mail jane@example.org",
        "x" * 300 + "/home/jane",
    ):
        results = []
        for _ in range(3):
            counts: Counter[str] = Counter()
            results.append((texts.redact(text, RUN_KEY, counts), counts))
        assert results[0] == results[1] == results[2]
        assert "jane" not in results[0][0]
    assert all(b"jane" not in digest for digest in texts._made)
    assert len(texts._made) == 2
    # A coincidence is looked at each time when it is long, once when it is short.
    assert texts.redact("4111111111111112", RUN_KEY, Counter()) == "4111111111111112"
    assert texts.redact("x" * 300 + " 4111111111111112", RUN_KEY, Counter())[-1] == "2"


def test_digests_under_a_run_key_are_made_anew() -> None:
    """What was made under one run's key is never shown in another run."""
    texts = made(("a", Action.HASH, "secret", ""))
    first = texts.redact("secret", b"1", Counter())
    assert texts.redact("secret", b"2", Counter()) != first
    assert not texts._made


def test_memory_of_texts_with_hits_is_bounded() -> None:
    """Neither does what is kept of texts with hits."""
    texts = made(("a", Action.DROP, "secret", ""))
    for number in range(4100):
        texts.redact(f"secret {number}", b"", Counter())
    assert len(texts._made) <= 4096


Handed: TypeAlias = "list[tuple[str, str, bytes]]"


def handed(texts: TextRedactor, text: str) -> tuple[str, Handed]:
    """Return a text after the detectors, and what was handed out of it."""
    found: Handed = []
    clean = texts.redact(
        text, RUN_KEY, Counter(), lambda rule, mark, value: found.append((rule.name, mark, value))
    )
    return clean, found


def test_values_of_reversible_tokens_are_handed_out() -> None:
    """Each that was found, with its mark, however often the text came before; no credential's."""
    text = f"from {SECRETS['email'].upper()} with {SECRETS['github_token']} in /home/jane"
    for _ in range(3):
        clean, found = handed(TEXTS, text)
        assert [(name, value) for name, _, value in found] == [
            ("email", SECRETS["email"].encode()),
            ("home_path", b"jane"),
        ]
        assert all(mark in clean for _, mark, _ in found)
        assert redact(text)[0] == clean
    assert handed(TEXTS, "nothing here") == ("nothing here", [])
    for name in SECRETS.keys() - {"email", "iban", "phone", "home_path"}:
        assert handed(TEXTS, planted(name))[1] == [], name


def test_a_value_that_was_joined_with_a_credential_is_not_handed_out() -> None:
    """Whichever of the rules gives its name; two that are reversible are one value that is."""
    first, second, third = (
        Detector(name, Action.TOKENIZE, pattern, "", frozenset(), name, reversible)
        for name, pattern, reversible in (
            ("a", "abc", True),
            ("b", "cde", False),
            ("c", "bcd", True),
        )
    )
    texts = TextRedactor((first, second, third), b"k")
    assert handed(texts, "abcde")[1] == []
    assert [value for *_, value in handed(texts, "abcd abc")[1]] == [b"abcd", b"abc"]
    assert handed(texts, "cde")[1] == []


def test_a_whole_value_is_handed_out_unless_a_credential_is_in_it() -> None:
    """As attributes of a rule by key are."""
    found: list[bytes] = []
    rule = default_rules().attributes[1]
    for value in (b"jane", SECRETS["email"].encode(), planted("github_token").encode()):
        TEXTS.hand_out(rule, "mark", value, lambda _rule, _mark, value: found.append(value))
    assert found == [b"jane", SECRETS["email"].encode()]


@given(st.text(), st.sampled_from(sorted(SECRETS)), st.text())
def test_nothing_around_hides_a_distinctive_secret(before: str, name: str, after: str) -> None:
    """Whatever stands around it with a space between, the secret goes."""
    clean, _ = redact(f"{before} {planted(name)} {after}")
    assert SECRETS[name] not in clean or SECRETS[name] in before + after
    assert redact(clean)[0] == clean


@pytest.mark.parametrize(
    "unit", ["password=", "a@", "4111 ", "/home/", "eyJ", "-----BEGIN ", "://a:"]
)
def test_long_hostile_text_takes_linear_time(unit: str) -> None:
    """300 kB of starts of a match end well within the time limit."""
    redact(unit * (300_000 // len(unit)))


def test_a_text_is_clean_when_nothing_would_be_found() -> None:
    """Whether it was seen before or not; what is half a character is no reason to fail."""
    texts = made(("a", Action.DROP, "secret", ""))
    for _ in range(2):
        assert texts.is_clean("plain")
        assert not texts.is_clean("a secret")
        assert texts.is_clean("\ud800")
        assert texts.redact("plain", b"", Counter()) == "plain"


def test_a_run_of_digits_is_tried_once() -> None:
    """Nothing begins inside it; where a pattern has a group, each place is tried."""
    rules = [rule.name for rule in TEXTS._rules]
    for name, run in (("card", b"41" * 5_000), ("iban", b"GB82AAAA" * 2_000)):
        assert [match for *_, match in TEXTS._tries(rules.index(name), run, 0)] == [None]
    found = made(("c", Action.DROP, "x?([0-9]{16})", "card"))
    number = "4111111111111111"
    assert found.redact(f"9{number} {number}", RUN_KEY, Counter()) == f"9{number} [drop c]"


def test_a_part_ends_where_nothing_matches_across() -> None:
    """Neither in a match nor in a character; what stands before it counts for the checks."""
    texts = made(("a", Action.DROP, "secret-[0-9]*", ""), ("b", Action.DROP, "et-1+", ""))
    data = "é secret-123 é, secret-4".encode()
    whole = len(data)
    assert texts.window(data, 0, whole, b"") == (whole, "é [drop a] é, [drop a]".encode(), True)
    assert texts.window(data, 0, 5, b"") == (3, "é ".encode(), False)
    assert texts.window(data, 0, 15, b"") == (14, "é [drop a] ".encode(), True)
    assert texts.window(data, 3, 8, b"") == (3, b"", False)
    assert texts.window("é".encode(), 0, 1, b"") == (0, b"", False)
    number = b"0.4111111111111111"
    assert TEXTS.window(number, 2, len(number), b"") == (len(number), number[2:], False)
