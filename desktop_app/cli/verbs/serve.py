"""`countersign serve`: the recorder in the foreground; prints one JSON line when it is ready."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.host.terminal import ask_passphrase
from desktop_app.model.keystore import Custody
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.cli.output import Output
    from desktop_app.model.canonical import JSON

_PORT = click.IntRange(0, 65_535)


@click.command("serve")
@click.option("--otlp-http-port", type=_PORT, help="OTLP/HTTP port; 0 for any free one [4318].")
@click.option("--otlp-grpc-port", type=_PORT, help="OTLP/gRPC port; 0 for any free one [4317].")
@click.option("--no-receivers", is_flag=True, hidden=True, help="Serve the command line alone.")
@click.option(
    "--keeper",
    type=click.Choice(("command", "tray", "service")),
    default="command",
    hidden=True,
    help="Who starts it again when it ends.",
)
@click.option(
    "--person-fd", type=click.IntRange(3), hidden=True, help="The tray's line, as inherited."
)
@app.global_flags
def command(
    otlp_http_port: int | None,
    otlp_grpc_port: int | None,
    *,
    no_receivers: bool,
    keeper: str,
    person_fd: int | None,
) -> int:
    """Record what agents send, until Ctrl+C or SIGTERM."""
    from desktop_app.recorder import serve  # noqa: PLC0415 - the recorder is most of the import time

    session = app.session()
    code = serve.serve(
        session.paths,
        ports=serve.Ports(otlp_http_port, otlp_grpc_port),
        receive=not no_receivers,
        keeper=keeper,
        person_fd=person_fd,
        ready=lambda line, status: _ready(session.output, line, status),
        ask_passphrase=ask_passphrase if sys.stdin.isatty() else None,
    )
    session.output.note("countersign: stopped. All that was acknowledged is on disk and sealed.")
    return code


def _ready(output: Output, line: Mapping[str, JSON], status: Mapping[str, JSON]) -> None:
    custody = status.get("custody")
    keys = status.get("keys")
    if isinstance(keys, dict):
        _introduce(output, keys)
    if custody == Custody.PLAIN_FILE:
        output.note(
            "countersign: the keys lie in a plain file: who can read your files can forge what is "
            "recorded from now on. A desktop keychain, or COUNTERSIGN_CUSTODY=passphrase-file, is "
            "safer."
        )
    if status.get("waiting_for"):
        output.note(f"countersign: not recording yet. {status['waiting_for']}")
    output.rows([line])


def _introduce(output: Output, keys: Mapping[str, JSON]) -> None:
    """Show what a reviewer pins: once, when the log is new."""
    output.note("countersign: a new log. Write this down; it is what a reviewer trusts:")
    output.note(f"  fingerprint  {visible(str(keys['fingerprint']))}")
    output.note(f"  verifier key {visible(str(keys['vkey']))}")
    output.note("  (`countersign keys list` shows it again, and as a QR code)")
