"""What each agent that we can wire is: a table, and which of its settings send telemetry here.

Source: the agents' own configuration as seen in captures of real runs (Claude Code 2.1, Codex CLI
0.169, Gemini CLI 0.61); `resources/docs/agents.md` repeats it for people. No row turns on
anything that makes an agent reveal prompts, answers, arguments or output.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import toml
from desktop_app.agents.hooks import trust, wiring
from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.agents.hooks.wiring import HookPlace, Item

Format: TypeAlias = Literal["jsonc", "toml"]
Setting: TypeAlias = "tuple[tuple[str, ...], SettingValue]"
SettingValue: TypeAlias = "str | bool | int | list[SettingValue] | Mapping[str, SettingValue]"
Environment: TypeAlias = Mapping[str, str]

# Our own header, and not Authorization: Codex adds the headers of the environment to those of its
# config, and two credentials in one request would be refused. One name cannot come twice.
TOKEN_HEADER = "x-countersign-token"  # noqa: S105 - the name of a header

# What `senders` of the recorder makes; nothing else is taken for a token of ours.
TOKEN = re.compile(r"(?<![A-Za-z0-9])cs_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


@dataclass(frozen=True, slots=True)
class Route:
    """Where an agent shall send, by which token it is known, and whom its hooks ask.

    `hook` is None where no hooks are set up: then it is recorded, and not asked about;
    `without_hooks` where its person wants it so.
    """

    http_url: str
    token: str
    hook: HookPlace | None = None
    without_hooks: bool = False


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent.

    Attributes:
        name: what `countersign setup` takes, and the sender's name.
        title: its name for people.
        programs: names of its executable.
        format: of its config file.
        config: (environment, home) -> its config file.
        settings: route -> what to set in the config file.
        environment: route -> variables that do the same for one process.
        arguments: route -> command-line arguments that do, where variables do not.
        rivals: variables that overrule our settings when the shell sets them.
        file_rivals: settings that do, in a config file; paths of keys.
        managed: environment -> an administrator's config, which overrules the person's.
        project: config files of a working directory, which overrule the person's likewise.
        history: directory beside the config file in which the agent itself notes each run.
        known_as: what the index calls it.
        sends_token: whether its config can hold our token.
    """

    name: str
    title: str
    programs: tuple[str, ...]
    format: Format
    config: Callable[[Environment, Path], Path]
    settings: Callable[[Route], list[Setting]]
    environment: Callable[[Route], dict[str, str]]
    arguments: Callable[[Route], list[str]]
    rivals: tuple[str, ...]
    file_rivals: tuple[tuple[str, ...], ...]
    managed: Callable[[Environment], Path]
    project: tuple[str, ...]
    history: str
    known_as: str
    sends_token: bool = True


_SIGNALS = ("TRACES", "LOGS", "METRICS")
# Per-signal variables of every OpenTelemetry SDK: they overrule the general ones.
OTEL_RIVALS = tuple(
    f"OTEL_EXPORTER_OTLP_{signal}_{what}"
    for signal in _SIGNALS
    for what in ("ENDPOINT", "PROTOCOL", "HEADERS")
)


_HEADERS = (
    "OTEL_EXPORTER_OTLP_HEADERS",
    *(f"OTEL_EXPORTER_OTLP_{signal}_HEADERS" for signal in _SIGNALS),
)


def header_variable(route: Route) -> str:
    """Return OTEL_EXPORTER_OTLP_HEADERS for a route.

    Our own header, and not `Authorization=Bearer%20TOKEN`: Claude Code sends the %20 as it is, and
    other SDKs refuse the bare space.
    """
    return f"{TOKEN_HEADER}={route.token}"


def otel_environment(route: Route) -> dict[str, str]:
    """Return what any OpenTelemetry SDK reads."""
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": route.http_url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_HEADERS": header_variable(route),
    }


def _system_file(linux: str, macos: str, windows: str) -> Path:
    """Return where an administrator's config lies on this system."""
    return Path({"darwin": macos, "win32": windows}.get(sys.platform, linux))


def _claude_environment(route: Route) -> dict[str, str]:
    return {
        "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
        "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA": "1",  # without it there are no traces
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "otlp",
        "OTEL_TRACES_EXPORTER": "otlp",
        **otel_environment(route),
    }


def _claude_config(environment: Environment, home: Path) -> Path:
    return Path(environment.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "settings.json"


def _codex_exporters(route: Route) -> dict[str, dict[str, SettingValue]]:
    rows = {"exporter": "logs", "trace_exporter": "traces", "metrics_exporter": "metrics"}
    return {
        key: {
            "otlp-http": {
                "endpoint": f"{route.http_url}/v1/{signal}",
                "protocol": "binary",
                "headers": {TOKEN_HEADER: route.token},
            }
        }
        for key, signal in rows.items()
    }


def _codex_arguments(route: Route) -> list[str]:
    """Return the flags that lay exporters and hooks over its config, for one process."""
    values: dict[str, SettingValue] = {
        f"otel.{key}": table for key, table in _codex_exporters(route).items()
    }
    if route.hook is not None:
        groups = {path[-1]: item for path, item in wiring.items("codex", route.hook)}
        values |= {f"hooks.{event}": [group] for event, group in groups.items()}
        values["hooks.state"] = trust.for_one_run(groups)
    return [word for key, value in values.items() for word in ("-c", f"{key}={toml.inline(value)}")]


def _codex_config(environment: Environment, home: Path) -> Path:
    return Path(environment.get("CODEX_HOME") or home / ".codex") / "config.toml"


def _gemini_environment(route: Route) -> dict[str, str]:
    return {
        "GEMINI_TELEMETRY_ENABLED": "true",
        "GEMINI_TELEMETRY_TARGET": "local",
        "GEMINI_TELEMETRY_OTLP_ENDPOINT": route.http_url,
        "GEMINI_TELEMETRY_OTLP_PROTOCOL": "http",
        "OTEL_EXPORTER_OTLP_HEADERS": header_variable(route),
    }


def _gemini_settings(route: Route) -> list[Setting]:
    return [
        (("telemetry", "enabled"), True),
        (("telemetry", "target"), "local"),
        (("telemetry", "otlpEndpoint"), route.http_url),
        (("telemetry", "otlpProtocol"), "http"),
    ]


def _gemini_config(environment: Environment, home: Path) -> Path:
    return Path(environment.get("GEMINI_CLI_HOME") or home) / ".gemini" / "settings.json"


def _gemini_managed(environment: Environment) -> Path:
    if named := environment.get("GEMINI_CLI_SYSTEM_SETTINGS_PATH"):
        return Path(named)
    return _system_file(
        "/etc/gemini-cli/settings.json",
        "/Library/Application Support/GeminiCli/settings.json",
        "C:/ProgramData/gemini-cli/settings.json",
    )


def _claude_arguments(route: Route) -> list[str]:
    """Return the flag that lays hooks over its config, for one process."""
    if route.hook is None:
        return []
    found = {path[-1]: [item] for path, item in wiring.items("claude-code", route.hook)}
    return ["--settings", canonical.encode({"hooks": found}).decode()]


def _no_arguments(_route: Route) -> list[str]:
    return []


AGENTS: tuple[Agent, ...] = (
    Agent(
        name="claude-code",
        title="Claude Code",
        programs=("claude",),
        format="jsonc",
        config=_claude_config,
        settings=lambda route: [
            (("env", name), value) for name, value in _claude_environment(route).items()
        ],
        environment=_claude_environment,
        arguments=_claude_arguments,
        rivals=OTEL_RIVALS,
        file_rivals=tuple(("env", name) for name in OTEL_RIVALS),
        managed=lambda _environment: _system_file(
            "/etc/claude-code/managed-settings.json",
            "/Library/Application Support/ClaudeCode/managed-settings.json",
            "C:/Program Files/ClaudeCode/managed-settings.json",
        ),
        project=(".claude/settings.json", ".claude/settings.local.json"),
        history="projects",
        known_as="claude-code",
    ),
    Agent(
        name="codex",
        title="Codex CLI",
        programs=("codex",),
        format="toml",
        config=_codex_config,
        settings=lambda route: [
            (("otel", key), table) for key, table in _codex_exporters(route).items()
        ],
        environment=otel_environment,
        arguments=_codex_arguments,
        rivals=_HEADERS,  # joined to ours: a foreign credential makes ours refused
        file_rivals=(),
        managed=lambda _environment: _system_file(
            "/etc/codex/managed_config.toml",
            "/etc/codex/managed_config.toml",
            "C:/ProgramData/OpenAI/Codex/managed_config.toml",
        ),
        project=(".codex/config.toml",),
        history="sessions",
        known_as="codex",
    ),
    Agent(
        name="gemini",
        title="Gemini CLI",
        programs=("gemini",),
        format="jsonc",
        config=_gemini_config,
        settings=_gemini_settings,
        environment=_gemini_environment,
        arguments=_no_arguments,
        rivals=(
            "GEMINI_TELEMETRY_ENABLED",
            "GEMINI_TELEMETRY_TARGET",
            "GEMINI_TELEMETRY_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_ENDPOINT",  # it overrules `otlpEndpoint`
            "OTEL_EXPORTER_OTLP_HEADERS",  # a header meant for another receiver
            "GEMINI_TELEMETRY_OTLP_PROTOCOL",
            "GEMINI_TELEMETRY_OUTFILE",
        ),
        file_rivals=(("telemetry", "outfile"),),
        managed=_gemini_managed,
        project=(".gemini/settings.json",),
        history="tmp",
        known_as="gemini-cli",
        sends_token=False,
    ),
)
BY_NAME = {agent.name: agent for agent in AGENTS}


def items(agent: Agent, route: Route) -> list[Item]:
    """Return (path of a list, its element) for the hooks that an agent gets."""
    return [] if route.hook is None else wiring.items(agent.name, route.hook)


def agent_of_program(program: str) -> Agent | None:
    """Return the agent that an executable is, by its file name."""
    stem = Path(program).name.removesuffix(".exe").removesuffix(".js")
    return next((agent for agent in AGENTS if stem in agent.programs), None)
