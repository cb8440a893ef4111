"""The same rules over JSON-like values: CloudEvents, hook inputs, subjects of entries.

A key is looked up by itself and by its dotted path (`{"gen_ai": {"prompt": ...}}` is
`gen_ai.prompt`), at any depth.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.model import canonical
from desktop_app.redact import keeping as kept
from desktop_app.redact.rules import MAX_DEPTH, OWN, STRICT, TOO_DEEP, Action, AttributeRule

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.redact.engine import Engine
    from desktop_app.redact.keeping import Keeping

MOST_READ = 4 * 1024 * 1024  # bytes of a text that is read as JSON: two seconds a MiB at worst
_JSON = re.compile(rb"\s*[\[{]")
SHORTEST_SECRET_NUMBER = 10**11  # no card or account number is shorter than 12 digits
_DEEP_RULE = AttributeRule(TOO_DEEP, Action.HASH, (), TOO_DEEP)


class JSONWalk:
    """One JSON value with one run's key; `keeping` takes content as that of `Walk` does."""

    def __init__(
        self,
        engine: Engine,
        run_key: bytes,
        counts: Counter[str],
        keeping: Keeping | None = None,
    ) -> None:
        self._engine = engine
        self._run_key = run_key
        self._counts = counts
        self._keeping = keeping
        self._values = None if keeping is None else keeping.values

    def value(self, value: JSON, path: str, depth: int = 0) -> JSON:
        """Return a redacted copy of `value`, which stands under the dotted `path`."""
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, (bool, int, float)):
            return self._number(value)
        if depth > MAX_DEPTH:
            return self._replace(value, _DEEP_RULE, path)
        if isinstance(value, Mapping):
            return self._mapping(value, path, depth)
        return [self.value(item, path, depth + 1) for item in value]

    def _text(self, text: str) -> str:
        return self._engine.texts.redact(text, self._run_key, self._counts, self._values)

    def _number(self, value: float | None) -> JSON:
        """Return a number, or its redacted digits where they are a card's or another secret's."""
        if value is None or abs(value) < SHORTEST_SECRET_NUMBER:
            return value
        text = repr(value)
        clean = self._text(text)
        return value if clean == text else clean

    def _mapping(self, value: Mapping[str, JSON], path: str, depth: int) -> JSON:
        clean: dict[str, JSON] = {}
        for key, item in value.items():
            full = f"{path}.{key}" if path else key
            own = self._engine.is_own(key)
            rule = None if own else self._rule_of(key, full)
            if own or (rule is not None and rule.action is Action.DROP):
                self._counts[OWN if rule is None else rule.name] += 1
                continue
            name = self._text(key)
            if rule is None or (rule.name == STRICT and not isinstance(item, (str, list, tuple))):
                clean[name] = self.value(item, full, depth + 1)
            else:
                clean[name] = self._content(item, rule, full)
        return clean

    def _rule_of(self, key: str, full: str) -> AttributeRule | None:
        for name in (key, full):
            if self._engine.keys.find(name) is not None:
                return self._engine.rule_of(name)
        return self._engine.rule_of(key)

    def _content(self, value: JSON, rule: AttributeRule, path: str) -> JSON:
        if value is None or isinstance(value, bool) or value in ("", [], {}):
            return value
        if isinstance(value, str) and self._engine.is_done(value):
            return value
        return self._replace(value, rule, path)

    def _replace(self, value: JSON, rule: AttributeRule, path: str) -> str:
        self._counts[rule.name] += 1
        content = content_bytes(value)
        mark = self._engine.mark(rule, content, self._run_key)
        nested = not isinstance(value, (str, int, float))
        if rule.action is Action.TOKENIZE:
            if rule.reversible and self._values is not None and not nested:
                self._engine.texts.hand_out(rule, mark, content, self._values)
        elif self._keeping is not None:
            self._hand_out(self._keeping, rule, mark, content, (value, path) if nested else None)
        return mark

    def _hand_out(
        self,
        keeping: Keeping,
        rule: AttributeRule,
        mark: str,
        content: bytes,
        nested: tuple[JSON, str] | None,
    ) -> None:
        engine, run_key = self._engine, self._run_key
        if nested is None:
            keeping.content(rule, mark, partial(clean_plain, engine, content, run_key, keeping))
        else:
            clean = partial(_clean, engine, *nested, run_key, keeping)
            keeping.content(rule, mark, clean, kept.JSON)


def clean_plain(engine: Engine, content: bytes, run_key: bytes, keeping: Keeping) -> bytes:
    """Return content that is no list or map as it is handed out: after the detectors.

    A text that is JSON in which more is found when it is read as such (a password by its key, a
    secret behind escapes) becomes the compact JSON of what is left. JSON in its texts is not read,
    nor is what is longer than `MOST_READ`.
    """
    texts = engine.texts
    if len(content) <= MOST_READ and _JSON.match(content):
        as_text: Counter[str] = Counter()
        as_json: Counter[str] = Counter()
        texts.redact_bytes(content, run_key, as_text)
        clean = JSONWalk(engine.inside, run_key, as_json, keeping).value(_parsed(content), "")
        if (as_json - as_text).keys() - {TOO_DEEP}:
            content = canonical.encode_content(clean)
    return texts.redact_bytes(content, run_key, Counter(), keeping.values)


def _parsed(content: bytes) -> JSON:
    """Return what a text that looks like JSON says; None when it only looks so."""
    try:
        value: JSON = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value


def _clean(engine: Engine, value: JSON, path: str, run_key: bytes, keeping: Keeping) -> bytes:
    """Return a list or map as it is handed out: without what is never kept."""
    walk = JSONWalk(engine.inside, run_key, Counter(), keeping)
    return canonical.encode_content(walk.value(value, path))


def content_bytes(value: JSON) -> bytes:
    """Return what a digest of a JSON value covers.

    The UTF-8 of a text and the digits of a number: the same digest as in an OTLP attribute. Lists
    and maps in pieces: `s<bytes>:` and the UTF-8 of a text, `m<n>:` and n keys with their values in
    order of the keys, `l<n>:` and n values, `v`, Python's repr of another value, and a line end.
    """
    if isinstance(value, str):
        return _utf8(value)
    if isinstance(value, (int, float)):
        return repr(value).encode()
    pieces: list[bytes] = []
    waiting: list[JSON] = [value]  # a stack, not recursion: the depth is the sender's choice
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            data = _utf8(item)
            pieces.append(b"s%d:%s" % (len(data), data))
        elif isinstance(item, Mapping):
            pieces.append(b"m%d:" % len(item))
            for key in sorted(item, reverse=True):
                waiting += (item[key], key)
        elif isinstance(item, Sequence):
            pieces.append(b"l%d:" % len(item))
            waiting += reversed(item)
        else:
            pieces.append(b"v%r\n" % (item,))
    return b"".join(pieces)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
