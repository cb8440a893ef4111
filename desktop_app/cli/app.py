"""Finds the verb, imports only that one, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from desktop_app import __version__
from desktop_app.cli.output import FORMATS, Output, forgive_encoding
from desktop_app.control.client import ControlClient
from desktop_app.errors import BugError, CountersignError, UsageError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

P = ParamSpec("P")
R = TypeVar("R")
_WHOLE = 1_000  # characters of a sentence in a help, which is wrapped, not cut
_RANGE = re.compile(r"a valid (integer|float)( range)?")  # click's own words
INTERRUPTED = 130  # 128 + SIGINT, as shells say it

# verb -> (module in cli.verbs, what it does). The order is the order of `--help`.
VERBS: dict[str, tuple[str, str]] = {
    "serve": ("serve", "Record what agents send, in the foreground"),
    "status": ("status", "What the recorder is doing, in a glance"),
    "doctor": ("doctor", "What is wrong and how to mend it"),
    "setup": ("setup", "Wire an installed agent to Countersign, or undo that"),
    "uninstall": ("uninstall", "Undo all wiring"),
    "run": ("run", "Run any program under record"),
    "mcp-proxy": ("mcp_proxy", "Put an MCP server behind the gate"),
    "runs": ("runs", "What agents did, newest first"),
    "show": ("show", "One run: turns, model calls, tool calls, errors"),
    "search": ("search", "Find words in everything recorded"),
    "tail": ("tail", "Follow what is recorded as it comes"),
    "audit-log": ("audit_log", "The action ledger, one object a line"),
    "consent": ("consent", "What you were asked and answered, and what is in force"),
    "vault": ("vault", "Content that you allowed to keep: what is there, and a look at it"),
    "policy": ("policy", "What agents may do: check, explain, try on what was recorded"),
    "verify": ("verify", "Recompute the whole ledger and judge it"),
    "bundle": ("bundle", "Audit bundles: hand a run to somebody who trusts nobody"),
    "rollback": ("rollback", "Put back the files that an agent changed in a run"),
    "hold": ("hold", "Keep a run, an agent's or a subject's content, however old it gets"),
    "purge": ("purge", "Let content die: by schedule, or because you want it gone"),
    "git-trailers": ("git_trailers", "Commits that say which agent run made them"),
    "keys": ("keys", "The keys that seal the ledger"),
    "ledger": ("ledger", "Export or anchor the ledger, or go on from a diverged one"),
    "index": ("index", "The searchable copy of the ledger"),
    "config": ("config", "Settings"),
    "upstream": ("upstream", "Where something goes beyond this computer: nowhere, unless you say"),
    "mode": ("mode", "Local-only mode: whether anything may leave this computer"),
    "pause": ("pause", "Stop recording for a while"),
    "resume": ("resume", "Record again after a pause"),
    "completion": ("completion", "Completion for bash, zsh or fish"),
}


@dataclass
class Session:
    """What every verb gets: where the data is, and where its result goes."""

    output: Output
    clock: SystemClock
    ids: SystemIds
    data_dir: Path | None = None  # of `--data-dir`
    starts_recorder: bool = True

    @cached_property
    def paths(self) -> Paths:
        """Where the data is; resolved when first asked for, so that `--data-dir` goes anywhere.

        Raises:
            ConfigError: the data directory cannot be one.
        """
        return Paths.resolve(self.data_dir)

    def connect(self) -> ControlClient:
        """Return a client of the running recorder."""
        return ControlClient(self.paths.control_address)

    def note(self, sentence: str) -> None:
        """Tell the person something beside the result."""
        self.output.note(sentence)

    def progress(self, what: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """Show progress on standard error, on a terminal only."""
        from desktop_app.cli import progress  # noqa: PLC0415 - most verbs are quick

        return progress.bar(self.output, what)


class ReaderGoneError(Exception):
    """Whoever read our standard output went away: `countersign audit-log | head -1`."""


class Group(click.Group):
    """A verb that has verbs of its own; its help tells each in a whole sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them; click alone would cut each sentence off at the end of the line."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, verb.get_short_help_str(_WHOLE))
            for name, verb in found
            if verb and not verb.hidden
        ]
        with formatter.section("Verbs"):
            formatter.write_dl(rows)


class Verbs(click.Group):
    """A group that imports a verb only when it is asked for."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; click alone would call a closed pipe a failure.

        Raises:
            ReaderGoneError: the pipe is closed.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGoneError from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a verb's module and return its `command`."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"desktop_app.cli.verbs.{VERBS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, about) for verb, (_, about) in VERBS.items()])


def global_flags(function: Callable[P, R]) -> Callable[P, R]:
    """Add `--data-dir` and `--output`, which go before or after the verb."""
    for option in (
        click.option(
            "--output",
            "output_format",
            type=click.Choice(FORMATS),
            expose_value=False,
            callback=_set_output,
            help="Text for people, or JSON for scripts.",
        ),
        click.option(
            "--data-dir",
            type=click.Path(path_type=Path, file_okay=False),
            expose_value=False,
            callback=_set_data_dir,
            help="Where the ledger is [env: COUNTERSIGN_DATA_DIR].",
        ),
    ):
        function = option(function)
    return function


def session() -> Session:
    """Return the session of the verb that runs."""
    context = click.get_current_context()
    value: Session = context.find_root().ensure_object(dict)["session"]
    value.output.command = context.command_path.partition(" ")[2]
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code (`resources/docs/cli.md`)."""
    forgive_encoding()
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _run(words)
    except (BrokenPipeError, ReaderGoneError):
        _hang_up()  # the reader of a pipe went away: not an error, and nobody to tell
        return 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED


def _run(words: list[str]) -> int:
    """Run the verb; tell what went wrong, if anything, in the format that was asked for."""
    clock, ids = SystemClock(), SystemIds()
    verb = next((word for word in words if word in VERBS), "")
    output = Output(clock, ids, format=_asked_format(words), command=verb)
    state = {"session": Session(output, clock, ids)}
    try:
        code = root.main(words, prog_name="countersign", standalone_mode=False, obj=state)
    except click.exceptions.NoArgsIsHelpError as error:
        return _no_verb(error, output)
    except click.ClickException as error:
        hint = f"`{ctx.command_path} --help`" if (ctx := getattr(error, "ctx", None)) else ""
        message = " ".join(error.format_message().split())  # click breaks a list of choices
        message = _RANGE.sub(_number, message)
        output.error(UsageError(message, hint=hint))
        return UsageError.exit_code
    except (ReaderGoneError, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - each is told, a bug of ours with its place
        return _told(error, output)
    return code if isinstance(code, int) else 0


def _number(found: re.Match[str]) -> str:
    return "a whole number" if found[1] == "integer" else "a number"


def _no_verb(error: click.exceptions.NoArgsIsHelpError, output: Output) -> int:
    """Show the help that a bare `countersign` or `countersign keys` asks for."""
    if output.format == "text":
        output.raw(error.message)
    else:
        output.error(UsageError("No verb was given.", hint="`countersign --help`"))
    return UsageError.exit_code


def _told(error: Exception, output: Output) -> int:
    """Tell an error; return the exit code for it."""
    if not isinstance(error, CountersignError):
        import traceback  # noqa: PLC0415 - rarely needed

        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        error = BugError(f"{type(error).__name__} at {where}: {error}")
    output.error(error)
    return error.exit_code


def _hang_up() -> None:
    """Send what is left to nowhere, so that the interpreter's last flush does not fail either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _set_output(context: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().ensure_object(dict)["session"].output.format = value


def _set_data_dir(context: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().ensure_object(dict)["session"].data_dir = value


def _asked_format(words: Sequence[str]) -> str:
    """Return the output format that a command line asks for, though click may fail to parse it.

    What follows `--` belongs to another program.
    """
    found = "text"
    ours = words[: words.index("--")] if "--" in words else words
    for index, word in enumerate(ours):
        value = word.partition("=")[2] if word.startswith("--output=") else None
        if word == "--output" and index + 1 < len(ours):
            value = ours[index + 1]
        if value in FORMATS:
            found = value
    return found


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="countersign")
@global_flags
@click.pass_context
def root(context: click.Context) -> int:
    """The flight recorder and the countersignature for autonomous desktop agents.

    Without a verb: the tray, with the recorder under it.
    """
    if context.invoked_subcommand is not None:
        return 0
    from desktop_app.tray import app as tray  # noqa: PLC0415 - no verb needs it

    return tray.start(session().paths)
