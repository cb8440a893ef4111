"""Conditions of rules, in CEL: compiled once, bounded, and whatever goes wrong raises one error.

MUST: no condition hangs or crashes the recorder. The engine has no limit of its own: three nested
list operations over 300 items take ten seconds, a hundred brackets or a thousand operators overflow
a thread's stack and kill the process, a pattern is compiled anew at each evaluation. So text,
operators, brackets, nesting of list operations and patterns are bounded before it is compiled, the
values before it is asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

import re2  # type: ignore[import-untyped]

# The package's own command line, which its `__init__` imports, brings three libraries along that
# nobody here calls. An empty module in its place costs nothing.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402 - after that

if TYPE_CHECKING:
    from desktop_app.model.action import Action
    from desktop_app.model.canonical import JSON

MAX_CHARS = 1000
MAX_OPERATORS = 100  # and steps into a value: `.`, `[`
MAX_BRACKETS = 16  # inside one another
MAX_PATTERN_CHARS = 200
MAX_PATTERN_BYTES = 64 * 1024  # of the compiled pattern, in RE2's reckoning
MAX_ITEMS = 2000  # values in the arguments, lists of paths, hosts and words together
MAX_TEXT_CHARS = 128 * 1024  # of all texts together
MAX_DEPTH = 16
VARIABLES = frozenset(("action", "run", "time"))
_LISTS = frozenset(("all", "exists", "exists_one", "existsOne", "map", "filter"))
_TOKEN = re.compile(
    r"""(?P<text>[rRbB]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"|(?P<comment>//[^\n]*)|(?P<name>[A-Za-z_]\w*)|(?P<number>[0-9][\w.]*)"
    r"|(?P<sign>&&|\|\||[=!<>]=|\S)|\s+",
    re.DOTALL,
)
_PROBLEM = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")
_OPERATORS = frozenset(("&&", "||", "==", "!=", "<=", ">=", *"<>+-*/%!?:.["))

CELValue: TypeAlias = "bool | int | float | str | list[CELValue] | dict[str, CELValue] | None"


class ConditionError(Exception):
    """A condition that cannot be compiled, or that did not come to true or false."""


class Condition:
    """One compiled condition."""

    __slots__ = ("_program", "source", "uses_arguments")

    def __init__(self, source: str) -> None:
        """Compile it.

        Raises:
            ConditionError: it is no CEL, over a bound, or names what there is not; says which.
        """
        _check(source)
        try:
            # The ternary refuses what is not true or false, before it is turned into Python.
            self._program = cel.compile(f"({source}\n) ? true : false")
        except ValueError as error:
            raise ConditionError(_parse_problem(str(error))) from error
        self.source = source
        self.uses_arguments = "arguments" in source
        unknown = _unknown(source, self._program.variables())
        if unknown:
            known = ", ".join(sorted(VARIABLES))
            raise ConditionError(f"there is no {unknown[0]!r}; conditions see {known}")

    def holds(self, variables: cel.Context) -> bool:
        """Tell whether it holds.

        Raises:
            ConditionError: it came to nothing: a missing key, mixed types, an overflow.
        """
        try:
            return self._program.execute(variables) is True
        except (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError) as error:
            raise ConditionError(_first_line(str(error))) from error


class Variables:
    """What conditions see of one action; made when first asked for, in two sizes."""

    __slots__ = ("_action", "_made", "_others")

    def __init__(self, action: Action, run: Mapping[str, JSON], time: Mapping[str, JSON]) -> None:
        self._action = action
        self._others = {"run": dict(run), "time": dict(time)}
        self._made: dict[bool, cel.Context] = {}

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition holds for the action.

        Raises:
            ConditionError: it came to nothing, or there is more to look at than it may.
        """
        wide = condition.uses_arguments
        if wide not in self._made:
            seen = action_values(self._action, arguments=wide)
            try:
                self._made[wide] = cel.Context(variables={"action": seen, **self._others})
            except (ValueError, TypeError, ArithmeticError) as error:
                raise ConditionError(_first_line(str(error))) from error
        return condition.holds(self._made[wide])


def action_values(action: Action, *, arguments: bool) -> dict[str, CELValue]:
    """Return what `action` is in a condition.

    Raises:
        ConditionError: over a bound; nothing is cut short, since a cut value may look harmless.
    """
    count = _Count()
    paths: list[JSON] = [
        {"path": path.path, "use": path.use.value, "place": path.place.value}
        for path in action.paths
    ]
    seen: dict[str, JSON] = {
        "agent": action.agent,
        "sender": action.sender,
        "tool": action.tool,
        "kind": action.kind.value,
        "side_effect": action.side_effect.value,
        "cwd": action.cwd,
        "workspace": action.workspace,
        "text": action.text,
        "program": list(action.program),
        "paths": paths,
        "hosts": list(action.hosts),
        "traits": sorted(trait.value for trait in action.traits),
        "protected": sorted(what.value for what in action.protected),
        "secrets": list(action.secrets),
    }
    if arguments:
        seen["arguments"] = dict(action.arguments)
    return {key: count.bounded(value, 0) for key, value in seen.items()}


class _Count:
    """Copies values while it counts them."""

    __slots__ = ("chars", "items")

    def __init__(self) -> None:
        self.items = 0
        self.chars = 0

    def bounded(self, value: JSON, depth: int) -> CELValue:
        self.items += 1
        if self.items > MAX_ITEMS or depth > MAX_DEPTH:
            raise ConditionError("the action is too large or too deep to look at")
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {self._text(k): self.bounded(v, depth + 1) for k, v in value.items()}
        if isinstance(value, Sequence):
            return [self.bounded(item, depth + 1) for item in value]
        return value

    def _text(self, text: str) -> str:
        self.chars += len(text)
        if self.chars > MAX_TEXT_CHARS:
            raise ConditionError("the action's text is too long to look at")
        return text


# --- before it is compiled ---------------------------------------------------------------------


def _check(source: str) -> None:
    """Refuse what is over a bound.

    Raises:
        ConditionError: says which.
    """
    if len(source) > MAX_CHARS:
        raise ConditionError(f"a condition has at most {MAX_CHARS} characters")
    tokens = [
        (match.lastgroup or "", match.group())
        for match in _TOKEN.finditer(source)
        if match.lastgroup not in (None, "comment")
    ]
    if sum(text in _OPERATORS for kind, text in tokens if kind == "sign") > MAX_OPERATORS:
        raise ConditionError(f"a condition has at most {MAX_OPERATORS} operators")
    _check_brackets([text for kind, text in tokens if kind == "sign"])
    _check_lists(tokens)
    _check_patterns(tokens)


def _check_brackets(signs: list[str]) -> None:
    depth = 0
    for sign in signs:
        depth += (sign in "([{") - (sign in ")]}")
        if depth > MAX_BRACKETS:
            raise ConditionError(f"a condition has at most {MAX_BRACKETS} brackets in one another")


def _check_lists(tokens: list[tuple[str, str]]) -> None:
    """Refuse a list operation inside another's parentheses: together they take for ever."""
    depth, inside = 0, [0]
    for before, (_, text) in zip(["", *(text for _, text in tokens)], tokens, strict=False):
        if text == "(":
            depth += 1
            if before in _LISTS:
                if inside[-1]:
                    raise ConditionError("a list operation cannot stand inside another")
                inside.append(depth)
        elif text == ")":
            if inside[-1] == depth and depth:
                inside.pop()
            depth -= 1


def _check_patterns(tokens: list[tuple[str, str]]) -> None:
    """A pattern is a literal, and small: an agent's own text must never become one."""
    for index, (kind, text) in enumerate(tokens):
        if kind != "name" or text != "matches":
            continue
        literal = tokens[index + 2 : index + 4]
        if [item[0] for item in literal] != ["text", "sign"] or literal[1][1] != ")":
            raise ConditionError('matches takes one literal: action.text.matches("...")')
        _check_pattern(literal[0][1])


def _check_pattern(literal: str) -> None:
    pattern: str = cel.evaluate(literal)
    options = re2.Options()
    options.max_mem, options.log_errors = MAX_PATTERN_BYTES, False
    if len(pattern) > MAX_PATTERN_CHARS:
        raise ConditionError(f"a pattern has at most {MAX_PATTERN_CHARS} characters")
    try:
        re2.compile(pattern, options=options)
        cel.evaluate(f'"".matches({literal})')
    except (re2.error, RuntimeError) as error:
        raise ConditionError(f"the pattern {literal} cannot be used: {error}") from error


def _unknown(source: str, names: list[str]) -> list[str]:
    """Return names that are no variables of ours; those that list operations bind are."""
    bound = set(re.findall(r"\(\s*([A-Za-z_]\w*)\s*,", source))
    return [name for name in names if name not in VARIABLES | bound and not name.startswith("@")]


_ONE_EQUALS = "token recognition error at: '="  # which everybody types once


def _parse_problem(text: str) -> str:
    """Return what the parser complains of first, and where in the condition as it was written."""
    found = _PROBLEM.search(text)
    line, column, problem = found.groups() if found else ("1", "1", text)
    place = int(column) - 1 if line == "1" else int(column)  # it was put into brackets
    said = problem.partition(" expecting")[0]
    hint = " (to compare, write ==)" if _ONE_EQUALS in problem else ""
    return f"not CEL, at character {place} of its line {line}: {said}{hint}"


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else "it failed"
