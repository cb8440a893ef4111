"""Agents' configs as odd as people make them, by hand and by hypothesis."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from desktop_app.agents.catalog import Route, items
from desktop_app.agents.hooks.wiring import HookPlace, is_ours

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent

_OURS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_LOGS_EXPORTER", "CLAUDE_CODE_ENABLE_TELEMETRY")

JSON = (
    "",
    "\ufeff",
    "{}",
    "{}\n",
    "\n\n{ }\n\n",
    "// only a comment",
    "/* a */ // b\n",
    "{ /* nothing yet */ }",
    "{\n  // nothing yet\n}\n",
    '{"a":1}',
    '{"a": 1, "b": [1, 2, {"c": null},],}',
    '{\n\t"a": 1, // tabs\n\t"b": {"c": 2}\n}\n',
    '{\r\n  "a": 1,\r\n  "env": {\r\n    "X": "y"\r\n  }\r\n}\r\n',
    '\ufeff{"theme": "dark"}',
    '{"env": {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://example.org", "B": "2"}}',
    '{"env": {"OTEL_LOGS_EXPORTER": null}}',
    '{"env": {"OTEL_LOGS_EXPORTER": {"odd": [1]}, "OTEL_LOGS_EXPORTER": "console"}}',
    '{"env": {}, "telemetry": {}}',
    '{"env": {"A": "1"}, "env": {"B": "2"}}',
    '{"telemetry": {"enabled": false, "outfile": "x", "otlpEndpoint": 7}}',
    '{"a": {"b": {"c": {"d": {"e": {"f": ["//", "/*", "}", "\\"", ","]}}}}}}',
    '{"a": "// no comment", "b": "/* nor this */" /* but this */ , "c": 1 // and this\n}',
    '{"caf\\u00e9": "\\ud83d\\ude00", "ü": "→"}',
    '{"n": 1e400, "m": -0.0, "big": 123456789012345678901234567890}',
    '{\n  "permissions": {\n    "allow": [\n      "Bash(ls)", // trailing\n    ],\n  },\n}',
    '{\n  "a": 1 // last\n  // and after\n}\n// end',
    '{"env": {// first\n}}',
    '{"hooks": {}}',
    '{"hooks": {"PreToolUse": [], "BeforeTool": []}}',
    '{"hooks": {"PreToolUse": [ /* none yet */ ], "Stop": [{"hooks": []}]}}',
    '{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "x", "command": "a"}]}]}}',
    '{\n "hooks": {\n  "BeforeTool": [\n   {"hooks": []}, // mine\n   7, // odd\n  ],\n },\n}',
    '{\r\n\t"hooks": {\r\n\t\t"PreToolUse": [\r\n\t\t\t{"hooks": []} // last\r\n\t\t]\r\n\t}\r\n}',
    '{"hooks": {"SessionStart": [[], null, "x", {"hooks": 7}, {"hooks": [{"command": 7}]}]}}',
)

TOML = (
    "",
    "\ufeff",
    "# only a comment",
    "a = 1",
    '\ufeffmodel = "x"\n',
    'model = "x" # why\n\n[profiles.p]\nmodel = "y"\n',
    '[otel]\nenvironment = "dev" # mine\n# and this\n\n[other]\na = 1\n',
    'otel.environment = "dev"\nx = 1\n',
    'otel = { environment = "dev", log_user_prompt = false }\n',
    "otel = {}\n",
    '[otel]\nexporter = "none"\n\n[otel.tls]\nca = "x"\n',
    '[otel.exporter.otlp-grpc]\nendpoint = "https://example.org"\n[z]\n',
    '[otel.tls]\nca = "x"\n[b]\n[otel.foo]\ny = 1\n',
    '[otel]\r\nenvironment = "a"\r\n\r\n[b]\r\nc = 1\r\n',
    "[[x]]\na = 1\n[[x]]\na = 2",
    '[mcp_servers.s]\ncommand = "c"\nargs = ["a", # one\n  "b",\n]\n[mcp_servers.s.env]\nA = "1"\n',
    "x = \"\"\"\nmany\n[otel]\nlines\"\"\"\ny = '''raw\\'''\n",
    '[projects."/home/a b"]\ntrust_level = "trusted"\n',
    'a.b.c = 1\na.b.d = 2\n["quoted key"]\n"k.k" = 1979-05-27T07:32:00Z\n',
    '[otel.exporter]\n# hi\n"otlp-http" = { endpoint = "y" }\n',
    "[otel] # tail\n\n\n# far below\n",
    "[hooks]\n",
    "[hooks]\nPreToolUse = [] # none yet\n",
    '[hooks]\nPreToolUse = [ { hooks = [ { type = "command", command = "a" } ] } ] # mine\n',
    '[[hooks.PreToolUse]]\nmatcher = "x"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\n',
    '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ncommand = "a"\n\n[z]\nq = 1\n',
    '[hooks.state]\n[hooks.state."/h/config.toml:pre_tool_use:0:0"]\ntrusted_hash = "sha256:0"\n',
    "[hooks]\nStop = [\n  7, # odd\n]\n[other]\na = 1\n",
)


def without(config: object, agent: Agent) -> object:
    """Return a config without the settings that are ours, and without objects made for them."""
    found: Any = copy.deepcopy(config)
    for keys, _ in items(agent, _route()):
        rows = found.get(keys[0], {}).get(keys[1], [])
        rows[:] = [row for row in rows if not is_ours(row)]
        if not rows:
            found.get(keys[0], {}).pop(keys[1], None)
    for keys, _ in agent.settings(_route()):
        at = found
        for key in keys[:-1]:
            at = at.get(key, {})
        at.pop(keys[-1], None)
    for key in ("env", "telemetry", "otel", "hooks"):
        if found.get(key) == {}:
            del found[key]
    return found


def _route() -> Any:
    return Route("", "", HookPlace("", ""))


_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=8),
    st.sampled_from(["// x", "/* y */", "a,b", "}"]),
)  # fmt: skip
_keys = st.one_of(st.text(max_size=5), st.sampled_from(["a", "b", *_OURS]))
_values = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)),
    max_leaves=8,
)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """Return the text of a settings.json with comments, odd spacing, marks and line ends."""
    config = draw(
        st.dictionaries(st.text(max_size=5).filter(lambda k: k != "env"), _values, max_size=4)
    )
    if draw(st.booleans()):
        config["env"] = draw(st.dictionaries(st.sampled_from([*_OURS, "A", "B"]), _scalars))
    config.pop("hooks", None)
    if draw(st.booleans()):
        lists = st.lists(_values, max_size=3)
        config["hooks"] = draw(st.dictionaries(st.sampled_from(["PreToolUse", "Stop"]), lists))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = _json(draw, config, newline, 0)
    lead = draw(st.sampled_from(["", "\ufeff", "// top" + newline, " ", "/* c */"]))
    return lead + text + draw(st.sampled_from(["", newline, newline + "// end", " "]))


def _dump(value: object, *, ensure_ascii: bool = True) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii)  # noqa: TID251 - an agent's config


def _json(draw: st.DrawFn, value: object, newline: str, depth: int) -> str:
    if not isinstance(value, (dict, list)):
        return _dump(value, ensure_ascii=draw(st.booleans()))
    rows = (
        [
            f"{_dump(k)}:{_gap(draw, newline)}{_json(draw, v, newline, depth + 1)}"
            for k, v in value.items()
        ]
        if isinstance(value, dict)
        else [_json(draw, item, newline, depth + 1) for item in value]
    )
    text = ""
    for index, row in enumerate(rows):
        last = index == len(rows) - 1
        comma = "" if last and draw(st.booleans()) else ","
        text += _gap(draw, newline) + row + _gap(draw, newline) + comma
    ends = "{}" if isinstance(value, dict) else "[]"
    return ends[0] + text + _gap(draw, newline) + ends[1]


def _gap(draw: st.DrawFn, newline: str) -> str:
    kinds = ["", "", " ", newline, newline + "  ", newline + "\t", " // c" + newline, "/* d */"]
    return draw(st.sampled_from(kinds))


_bare = st.from_regex(r"[a-z_-]{1,6}", fullmatch=True)
_odd_values = (
    "'raw'",
    '"""\nmany\nlines"""',
    "[1, 2, # c\n 3,\n]",
    "{ a = 1, b.c = 2 }",
    "1979-05-27",
)
_toml_scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.text(max_size=8).filter(lambda t: t.isprintable() and t.isascii()).map(_dump),
    st.sampled_from(_odd_values),
)


_HOOKS: tuple[list[str], ...] = (
    [],
    ["[hooks]", "PreToolUse = [ { hooks = [] }, 7 ] # c"],
    ["[hooks]", "Stop = []", "[hooks.state]", 'a."b:c" = 1'],
    ["[[hooks.PreToolUse]]", 'matcher = "x" # c', "[[hooks.PreToolUse]]", "hooks = []"],
    ["[[hooks.Stop]]", "[[hooks.Stop.hooks]]", 'command = "a"', "[hooks.state.x]", "y = 1"],
)


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """Return the text of a config.toml: keys, tables, arrays of tables, comments, [otel] or not."""
    lines = _pairs(draw, draw(st.sets(_bare.filter(lambda k: k != "otel"), max_size=3)), "")
    names = draw(st.lists(_bare.filter(lambda k: k != "otel"), max_size=3, unique=True))
    tables = [f"t-{name}" for name in names]
    if draw(st.booleans()):
        tables.insert(draw(st.integers(0, len(tables))), "otel")
    for name in tables:
        lines.append(draw(st.sampled_from([f"[{name}]", f"[ {name} ] # head"])))
        keys = {"environment", "exporter"} if name == "otel" else draw(st.sets(_bare, max_size=3))
        lines += _pairs(draw, keys, "  " if draw(st.booleans()) else "")
        if draw(st.booleans()):
            lines += [f"[{name}.sub]", "x = 1"]
    lines += draw(st.sampled_from(_HOOKS))
    if draw(st.booleans()):
        lines += ["[[many]]", "a = 1", "", "[[many]]"]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end"]))


def _pairs(draw: st.DrawFn, keys: set[str], indent: str) -> list[str]:
    lines: list[str] = []
    for key in sorted(keys):
        lines += draw(st.sampled_from([[], [""], [indent + "# why"]]))
        value = draw(_toml_scalars)
        text = str(value).lower() if isinstance(value, (bool, int)) else value
        lines.append(f"{indent}{key} = {text}{draw(st.sampled_from(['', ' # c']))}")
    return lines
