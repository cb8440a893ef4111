"""The rules of a policy file: each key read, checked, and told with its line where it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.model.action import ROLE, ActionKind, Place, SideEffect, Trait, Use
from desktop_app.policy.conditions import Condition, ConditionError
from desktop_app.policy.fields import Fields, names
from desktop_app.policy.paths import is_absolute
from desktop_app.policy.rules import Effect, Rule, Window

if TYPE_CHECKING:
    from desktop_app.policy.yamlnodes import Defects, Node

KEYS = frozenset(
    (
        *("name", "effect", "would", "why", "agents", "tools", "kinds", "side_effect", "places"),
        *("uses", "paths", "hosts", "traits", "secrets", "time", "role", "when"),
    )
)
_LISTS = ("agents", "tools", "kinds", "side_effect", "places", "uses", "paths", "hosts", "traits")
_EFFECTS = {effect.value: effect for effect in Effect}
_WOULD = {name: effect for name, effect in _EFFECTS.items() if effect is not Effect.SHADOW}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_RESERVED = frozenset(("budgets",))
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
_HOST = re.compile(r"[A-Za-z0-9*._:-]+")
_DAY = 24 * 60


def read_rules(fields: Fields, source: str, home: str, defects: Defects) -> tuple[Rule, ...]:
    """Return the rules in the order of the file; mistakes go to `defects`."""
    rules: list[Rule] = []
    lines: dict[str, int] = {}
    for node in fields.items("rules"):
        rule = _Reader(Fields(node, "a rule", defects), source, home).read()
        if rule.name and rule.name in lines:
            first = lines[rule.name]
            defects.add(rule.line, f"the rule {rule.name!r} is there twice, first in line {first}")
        lines.setdefault(rule.name, rule.line)
        rules.append(rule)
    return tuple(rules)


class _Reader:
    """One rule."""

    def __init__(self, fields: Fields, source: str, home: str) -> None:
        self._fields = fields
        self._source = source
        self._home = home

    def read(self) -> Rule:
        fields = self._fields
        fields.only(KEYS)
        effect, would = self._effects()
        rule = Rule(
            name=self._name(),
            effect=effect,
            would=would,
            why=self._why(),
            file=self._source,
            line=fields.node.line,
            agents=names(fields.texts("agents")),
            tools=names(fields.texts("tools")),
            kinds=fields.members("kinds", ActionKind),
            side_effects=fields.members("side_effect", SideEffect),
            places=fields.members("places", Place),
            uses=fields.members("uses", Use),
            paths=self._paths(),
            hosts=self._hosts(),
            traits=fields.members("traits", Trait),
            secrets=fields.switch("secrets"),
            time=self._time(),
            role=self._role(would),
            when=self._when(),
        )
        self._check_lists(rule)
        return rule

    def _name(self) -> str:
        name = self._fields.text("name", None, most=64)
        if name and (not _NAME.fullmatch(name) or name in _RESERVED):
            self._fields.wrong("name", f"{name!r} is no rule's name: small letters, digits, -")
        return name

    def _effects(self) -> tuple[Effect, Effect]:
        fields = self._fields
        if "effect" not in fields.node.fields:
            fields.wrong("effect", "effect is missing")
        effect = fields.choice("effect", _EFFECTS, default=Effect.ASK)
        shadow, given = effect is Effect.SHADOW, "would" in fields.node.fields
        if shadow and not given:
            fields.wrong("would", "a shadow rule says what it would do: would: allow, deny or ask")
        if given and not shadow:
            fields.wrong("would", "would is for shadow rules alone")
        return effect, fields.choice("would", _WOULD, default=Effect.ASK) if shadow else effect

    def _why(self) -> str:
        why = self._fields.text("why", None)
        if "\n" in why.strip():
            self._fields.wrong("why", "why is one line")
        return why.strip()

    def _paths(self) -> tuple[str, ...] | None:
        texts = self._fields.texts("paths")
        return None if texts is None else tuple(self._path(text, node) for text, node in texts)

    def _path(self, glob: str, node: Node) -> str:
        del node
        parts = glob.split("/")
        if any("**" in part and part != "**" for part in parts) or {".", ".."} & set(parts):
            self._fields.wrong("paths", f"{glob!r}: ** stands for whole folders, . and .. for none")
        if parts[0] == "~":
            if not self._home:
                self._fields.wrong("paths", f"{glob!r}: nobody knows what ~ stands for here")
            return self._home + glob[1:]
        if not is_absolute(glob) and parts[0] != "**":
            self._fields.wrong("paths", f"{glob!r} must begin with /, ~/, **/ or a drive")
        return glob.replace("\\", "/") if glob[1:2] == ":" else glob

    def _hosts(self) -> tuple[str, ...] | None:
        found = names(self._fields.texts("hosts"))
        for host in found or ():
            if not _HOST.fullmatch(host):
                self._fields.wrong("hosts", f"{host!r} is no host; write it without https://")
        return found

    def _time(self) -> Window | None:
        text = self._fields.text("time")
        if not text:
            return None
        match = _TIME.fullmatch(text)
        if match is None:
            self._fields.wrong("time", "time is written 09:00-18:00")
            return None
        start, start_minute, end, end_minute = (int(part) for part in match.groups())
        window = Window(start * 60 + start_minute, end * 60 + end_minute)
        if window.start == window.end or window.end > _DAY:
            self._fields.wrong("time", "time is written 09:00-18:00")
        return window

    def _role(self, would: Effect) -> str:
        role = self._fields.text("role", most=64)
        if role and not ROLE.fullmatch(role):
            self._fields.wrong("role", f"{role!r} is no role: at most 32 small letters, digits, -")
        if role and would is not Effect.ASK:
            self._fields.wrong(
                "role", "role goes with `effect: ask` alone: it says who must allow what is asked"
            )
        return role

    def _when(self) -> Condition | None:
        text = self._fields.text("when", most=2000)
        if not text:
            return None
        try:
            return Condition(text)
        except ConditionError as error:
            self._fields.wrong("when", str(error))
            return None

    def _check_lists(self, rule: Rule) -> None:
        """An empty list never holds; but `traits: []` of what allows: nothing stands out."""
        for key in _LISTS:
            node = self._fields.node.fields.get(key)
            if key == "traits" and rule.would is Effect.ALLOW:
                continue
            if node is not None and node.kind == "list" and not node.items:
                self._fields.wrong(key, f"{key} is empty; it would never hold")
