"""Write what is generated of the documentation, and check that it is current.

    python -m tests.tools.docs            writes resources/docs/cli.md and errors.md
    python -m tests.tools.docs --check    says what is not current; exit 1 then

`cli.md` comes from the verbs themselves, `errors.md` from `desktop_app.errors`. Commands in the
README and in `resources/docs/` that begin with `countersign` must name verbs and options that are.
"""

# ruff: noqa: E501 - lines of the pages that it writes
from __future__ import annotations

import difflib
import inspect
import re
import shlex
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app import errors
from desktop_app.cli import app
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "resources" / "docs"
_AS_IS = re.compile(r"\x08\n((?:.+\n?)+)")  # lines that click is told not to wrap
_COMMAND = re.compile(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(countersign(?: .*)?)$")
_INLINE = re.compile(r"`(countersign(?: [^`]*)?)`")
_PLACEHOLDER = re.compile(r"[A-Z][A-Z-]+(?:\.\.\.)?|\.\.\.")

# One line a verb or sub-verb: what a person would type. Each must parse, and every verb has one.
EXAMPLES = {
    "hold place": "countersign hold place --agent codex --reason 'incident 7'",
    "hold release": "countersign hold release 5f0c91d7a2b4 --reason 'closed'",
    "hold list": "countersign hold list",
    "purge": "countersign purge --dry-run",
    "serve": "countersign serve --otlp-http-port 0 --otlp-grpc-port 0",
    "status": "countersign status --output json",
    "doctor": "countersign doctor",
    "setup": "countersign setup claude-code --dry-run",
    "uninstall": "countersign uninstall",
    "mcp-proxy": "countersign mcp-proxy --name files -- npx -y @modelcontextprotocol/server-filesystem .",
    "run": "countersign run --name nightly -- python agent.py",
    "runs": "countersign runs --agent codex --limit 10",
    "show": "countersign show last --noise",
    "search": "countersign search Bash",
    "tail": "countersign tail -f",
    "audit-log": "countersign audit-log --since 1h --output jsonl",
    "consent list": "countersign consent list --in-force",
    "consent show": "countersign consent show 4713",
    "consent why": "countersign consent why toolu_01",
    "consent request": 'countersign consent request "keep command lines"',
    "consent give": 'countersign consent give "keep command lines"',
    "consent refuse": 'countersign consent refuse "screenshots"',
    "vault escrow list": "countersign vault escrow list",
    "vault escrow add": "countersign vault escrow add age1...",
    "vault escrow remove": "countersign vault escrow remove age1...",
    "vault recover": "countersign vault recover --identity auditor.txt --to recovered",
    "upstream list": "countersign upstream list",
    "upstream add": "countersign upstream add otlp https://logs.example.org:4318 --header Api-Key",
    "upstream remove": "countersign upstream remove logs.example.org-4318",
    "upstream test": "countersign upstream test logs.example.org-4318",
    "upstream stamp": "countersign upstream stamp",
    "upstream send": "countersign upstream send evidence run.zip",
    "vault list": "countersign vault list last",
    "vault reveal": 'countersign vault reveal mfrggzdfmztwq2lknnwg23tpobyxe43u --reason "it failed"',
    "consent revoke": "countersign consent revoke 4713",
    "consent receipt": "countersign consent receipt 4713 --html --to receipt.html",
    "consent approvers list": "countersign consent approvers list",
    "consent approvers add": "countersign consent approvers add release-manager",
    "consent approvers remove": "countersign consent approvers remove release-manager",
    "policy check": "countersign policy check policy.yaml",
    "policy explain": 'countersign policy explain --tool Bash --command "git push" --cwd .',
    "policy test": "countersign policy test policy.yaml --since 7d",
    "verify": "countersign verify --anchor checkpoint.txt --require-anchor",
    "rollback": "countersign rollback last --dry-run",
    "git-trailers install": "countersign git-trailers install",
    "git-trailers hook": "countersign git-trailers hook .git/COMMIT_EDITMSG",
    "bundle export": "countersign bundle export last --for age1... --to run.zip",
    "bundle verify": "countersign bundle verify run.zip --fingerprint 12345...",
    "bundle inspect": "countersign bundle inspect run.zip",
    "bundle verifier": "countersign bundle verifier --to verify.py",
    "keys list": "countersign keys list",
    "keys export-public": "countersign keys export-public",
    "keys rotate": "countersign keys rotate",
    "keys backup": "countersign keys backup keys.backup",
    "keys restore": "countersign keys restore keys.backup",
    "ledger export": "countersign ledger export --jsonl --to leaves.jsonl",
    "ledger checkpoint": "countersign ledger checkpoint --git ~/notes",
    "ledger stamp-request": "countersign ledger stamp-request --to checkpoint.tsq",
    "ledger stamp-add": "countersign ledger stamp-add checkpoint.tsr",
    "ledger adopt": 'countersign ledger adopt --reason "restored a backup"',
    "index rebuild": "countersign index rebuild",
    "config list": "countersign config list",
    "config get": "countersign config get receive.max_bytes",
    "config set": "countersign config set receive.max_bytes 128MiB",
    "mode local-only": "countersign mode local-only off",
    "pause": "countersign pause --for 15m",
    "resume": "countersign resume",
    "completion": "countersign completion bash >> ~/.bashrc",
}
# Exit codes beside 0, 1 and 2, of verbs that have such.
EXITS = {
    "status": "1: not recording.",
    "doctor": "1: something is wrong.",
    "run": "The program's own; 128 + N when signal N ended it.",
    "verify": "The verdict's, see above.",
    "bundle verify": "The verdict's, see above.",
    "bundle export": "130 when it was ended with Ctrl+C; nothing of it is left then.",
    "tail": "130 when -f was ended with Ctrl+C.",
}

CLI_HEAD = """\
# The command line

Generated by `python -m tests.tools.docs` from the verbs themselves; do not edit.

    countersign [--data-dir DIR] [--output text|json|jsonl] VERB ...

Both flags go before or after the verb. The data directory is `--data-dir`, else
`COUNTERSIGN_DATA_DIR`, else the platform's own.

## Output

* `text`: for people. On a terminal as wide as it is, piped 200 columns without colour; `NO_COLOR` is
  honoured. Notes and errors go to standard error. Whatever a sender sent is shown with control, bidi
  and invisible characters as `U+202E`; nothing is read as markup.
* `json`: one envelope on standard output, errors too:

      {"ok": true, "data": ..., "meta": {...}}
      {"ok": false, "error": {"code", "message", "hint"}, "meta": {...}}

  `meta` has `request_id`, `trace_id`, `duration_ms`, `timestamp`, `command`, `version`. `trace_id` is the
  caller's TOOL_TRACE_ID verbatim (at most 128 printable characters), else the one in TRACEPARENT, else a
  new one. `ok` says that the verb did its work; what it found is in `data` and the exit code.
  `error.code` is a row of [errors.md](errors.md).
* `jsonl`: one object a row of `data`, without an envelope; an error is an envelope on one line.
* `audit-log` prints JSON lines in text mode too, unless standard output is a terminal; `serve` prints one
  JSON line when it is ready; `ledger export` prints the leaves' own bytes.

## Exit codes

| Code | Meaning |
|---|---|
| 0 | done; `verify`: ANCHORED or CONSISTENT |
| 1 | failed |
| 2 | the command line is off |
"""
CLI_TAIL = """\
| 130 | ended with Ctrl+C |

A verb that ends in an error has the error's exit code ([errors.md](errors.md)). When several verdicts hold, the
gravest is given: UNREADABLE, INVALID, DIVERGED, POLICY_VIOLATION, INCOMPLETE, KEY_UNPINNED.

## Verbs
"""
ERRORS_HEAD = """\
# Errors

Generated by `python -m tests.tools.docs` from `desktop_app/errors.py`; do not edit. `code` is stable: scripts match
on it. "Whose" says who can mend it: the person, the sender, this machine, or us.

| Code | Whose | Exit | What it means | What to do |
|---|---|---|---|---|
"""


def main() -> int:
    """Write or check; return 1 when something is not current."""
    generated = {DOCS / "cli.md": cli_page(), DOCS / "errors.md": errors_page()}
    stale = 0
    for path, text in generated.items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, "utf-8")
        elif (found := path.read_text("utf-8") if path.exists() else "") != text:
            stale += 1
            lines = difflib.unified_diff(found.splitlines(), text.splitlines(), "kept", "now", n=0)
            print(f"{path.name} is not current (python -m tests.tools.docs):", *lines, sep="\n  ")
    wrong = [problem for page in pages() for problem in problems(page)]
    wrong += [f"{name}: no example" for name, _ in verbs() if name not in EXAMPLES]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"docs: {len(generated)} pages, {stale} stale, {len(wrong)} wrong commands")
    return 1 if stale or wrong else 0


def verbs() -> Iterator[tuple[str, click.Command]]:
    """Yield every verb and sub-verb that does something, by its whole name."""
    context = click.Context(app.root)
    for name in app.VERBS:
        command = app.root.get_command(context, name)
        if command is not None:
            yield from _doing(name, command)


def _doing(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for sub, made in command.commands.items():
        yield from _doing(f"{name} {sub}", made)


def cli_page() -> str:
    """Return cli.md."""
    codes = [(v.exit_code, str(v)) for v in Verdict if v.exit_code]
    rows = [*codes, (10, "`--require-anchor`, and there is none"), (11, "... and it is stale")]
    text = CLI_HEAD + "".join(f"| {code} | {name} |\n" for code, name in sorted(rows)) + CLI_TAIL
    return text + "".join(_verb(name, command) for name, command in verbs())


def _verb(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"countersign {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    about = inspect.cleandoc(command.help or "")
    about = _AS_IS.sub(lambda found: textwrap.indent(found[1], "    "), about)
    text = f"\n### {name}\n\n    {usage}\n\n{about}\n"
    rows = [row for parameter in command.params if (row := _option(parameter, context))]
    if rows:
        text += "\n| Option | What it does |\n|---|---|\n" + "".join(rows)
    if name in EXITS:
        text += f"\nExit code: {EXITS[name]}\n"
    return f"{text}\nExample: `{EXAMPLES[name]}`\n"


def _option(parameter: click.Parameter, context: click.Context) -> str | None:
    """Return an option's row; None for arguments, hidden and global ones."""
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return None
    if parameter.name in {"output_format", "data_dir"}:
        return None
    record = parameter.get_help_record(context)
    if record is None:
        return None
    option, about = (cell.replace("|", "\\|") for cell in record)
    return f"| `{option}` | {about} |\n"


def errors_page() -> str:
    """Return errors.md: every class, in the order in which it stands in the module."""
    classes = [
        found
        for found in vars(errors).values()
        if inspect.isclass(found)
        and issubclass(found, errors.CountersignError)
        and found is not errors.CountersignError
    ]
    return ERRORS_HEAD + "".join(map(_error, classes))


def _error(found: type[errors.CountersignError]) -> str:
    about = " ".join(inspect.cleandoc(found.__doc__ or "").partition("\n\n")[0].split())
    about = re.sub(r" ?\(ATTACKS [A-Z]\d+\)", "", about)
    cells = (f"`{found.code}`", found.fault, str(found.exit_code), about, found.default_hint)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def pages() -> list[Path]:
    """Return the pages whose commands are checked."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def problems(page: Path) -> list[str]:
    """Return what is wrong with a page's commands: verbs and options that are not."""
    found = []
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        match = _COMMAND.match(line)
        commands = ([match[1]] if match else []) + _INLINE.findall(line)
        where = f"{page.relative_to(ROOT)}:{number}"
        told = ((command, _wrong(command)) for command in commands)
        found += [f"{where}: {command}: {problem}" for command, problem in told if problem]
    return found


def _wrong(command: str) -> str | None:
    """Say what is wrong with one command line, or None. Placeholders in capitals are skipped."""
    plain = (
        command.split(" #", maxsplit=1)[0]
        .split(" | ", maxsplit=1)[0]
        .replace("...", "")
        .replace("[", "")
        .replace("]", "")
    )
    try:
        words = shlex.split(plain)[1:]
    except ValueError as error:
        return str(error)
    words = words[: words.index("--")] if "--" in words else words
    here: click.Command = app.root
    known = {"--help", "-h"}
    for word in words:
        known |= {opt for parameter in here.params for opt in parameter.opts}
        if word.startswith("-"):
            if word.partition("=")[0] not in known and word != "-":
                return f"no option {word}"
        elif isinstance(here, click.Group) and not _PLACEHOLDER.fullmatch(word):
            following = here.get_command(click.Context(here), word)
            if following is None:
                return f"no verb {word}" if not _is_value(words, word) else None
            here = following
    return None


def _is_value(words: list[str], word: str) -> bool:
    """Whether a word is the value of a global flag before it."""
    index = words.index(word)
    return index > 0 and words[index - 1] in {"--data-dir", "--output"}


if __name__ == "__main__":
    sys.exit(main())
