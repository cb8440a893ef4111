"""What is said of policies, and where a rule stands in one."""

from __future__ import annotations

import pytest

from desktop_app.host import resources
from desktop_app.tray.presenters import policy, state

OWN = {"version": 1, "digest": "c36a9756aa", "file": "/data/policy.yaml", "error": None}
TEXT = """version: 1
budgets:
  steps: 200
protect:
  keychain: deny
rules:
  # before
  - name: one   # said
    effect: deny
    tools:
      - Bash

    why: Because.
  # of the next
  - effect: ask
    name: "two"
    why: Because.
"""


def of(**changed: object) -> state.State:
    """Return a state with a policy."""
    return state.of({"policy": {**OWN, **changed}})


def test_nothing_is_wrong_until_an_error_is_told() -> None:
    """Nor without a recorder."""
    assert policy.broken(of()) is None
    assert policy.broken(state.of({})) is None


@pytest.mark.parametrize(
    ("error", "sentence", "line"),
    [
        ("policy.yaml line 24: unknown key 'efect'.", None, 24),
        (
            "policy.yaml line 2: a. policy.yaml line 3: b. policy.yaml line 9: c.",
            "policy.yaml line 2: a. 2 more mistakes.",
            2,
        ),
        ("policy.yaml is not UTF-8.", None, 0),
        ("policy.yaml line 1: \u202ex.", "policy.yaml line 1: U+202Ex.", 1),
        ("policy.yaml line 1: 'policy.yaml line 7: x'.", None, 1),
    ],
)
def test_the_first_mistake_is_told(error: str, sentence: str | None, line: int) -> None:
    """With its line, and how many more there are; text of the file hides nothing."""
    found = policy.broken(of(error=error))
    assert found is not None
    assert (found.sentence, found.line) == (sentence or error, line)
    assert found.kept == "The last good one stays in force."


def test_without_a_good_one_ours_holds() -> None:
    """After a start with a broken file."""
    found = policy.broken(of(error="policy.yaml is not UTF-8.", file="policy/default.yaml"))
    assert found is not None
    assert found.kept == "Countersign's own policy is in force until it is mended."


def test_which_policy_holds() -> None:
    """By version and digest."""
    assert policy.in_force(of()).startswith("Your policy.yaml holds, 1 c36a9756.")
    assert policy.in_force(of(error="x")).startswith("Your policy.yaml as it was before holds")
    ours = of(file="policy/default.yaml")
    assert policy.in_force(ours).startswith("Countersign's own policy holds, 1 c36a9756.")
    assert policy.in_force(state.of({})) == "The recorder tells when it runs."
    assert [policy.has_own(one) for one in (of(), ours, state.of({}))] == [True, False, False]
    assert policy.has_own(of(file="policy/default.yaml", error="x"))


@pytest.mark.parametrize(
    ("line", "rule", "first", "last"),
    [
        (8, "one", 8, 13),
        (1, "two", 15, 17),  # it moved
        (5, "protect keychain", 5, 5),
        (2, "budgets", 2, 2),
        (8, "gone", 0, 0),
        (9, "", 9, 9),
        (99, "", 0, 0),
        (0, "", 0, 0),
    ],
)
def test_a_rule_is_found_by_its_name(line: int, rule: str, first: int, last: int) -> None:
    """The file may be another one than the rule was told of."""
    found = policy.place(TEXT.split("\n"), line, rule)
    assert ([*found] and [found[0] + 1, found[-1] + 1]) == ([first, last] if first else [])


def test_a_rule_is_looked_for_in_theirs_first() -> None:
    """Theirs takes the place of one of ours."""
    assert policy.holder(TEXT, "two") == "policy.yaml"
    assert policy.holder(TEXT, "pushes") == "default.yaml"
    assert policy.holder(None, "two") == "default.yaml"


def test_every_rule_of_ours_is_found() -> None:
    """With its effect and its reason."""
    text = resources.read_text("policy/default.yaml").split("\n")
    names = [one.split("name:")[1].strip() for one in text if one.startswith("  - name:")]
    assert len(names) > 10
    for name in names:
        marked = [text[n] for n in policy.place(text, 0, name)]
        assert name in marked[0]
        assert [one for one in marked if "why:" in one]
        assert sum("- name:" in one for one in marked) == 1


def test_titles() -> None:
    """Whose it is, and the rule."""
    assert policy.heading("policy.yaml", "") == "policy.yaml"
    assert policy.heading("default.yaml", "pushes") == "Countersign's own policy, rule pushes"


def test_an_administrators_policy_is_told() -> None:
    """Beside the person's own; what is wrong with it, too."""
    over = {"file": "/etc/countersign/policy.yaml", "digest": "0a1b2c3dff", "error": None}
    assert policy.in_force(of(managed=over)).endswith(" makes it stricter, 0a1b2c3d.")
    assert policy.has_managed(of(managed=over))
    wrong = of(managed={**over, "digest": None, "error": "Nothing\u202e is managed."})
    assert policy.managed(wrong).endswith("not in force as it is: NothingU+202E is managed.")
    for none in (wrong, of(managed=None), of()):
        assert not policy.has_managed(none)
    assert policy.managed(of()) == ""
    assert policy.holder(TEXT, "managed/two") == "managed policy.yaml"
    assert policy.heading("managed policy.yaml", "") == "The administrator's policy"
