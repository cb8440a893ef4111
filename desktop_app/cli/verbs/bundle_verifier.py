"""`countersign bundle verifier`: the single file that verifies, for who installs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.bundle import onefile
from desktop_app.cli import app
from desktop_app.errors import StorageError, UsageError

if TYPE_CHECKING:
    from rich.console import Console


@click.command("verifier")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@app.global_flags
def verifier(to: Path) -> None:
    """Write verify.py: one file that needs only Python and `cryptography`.

    Give it to a reviewer by another way than the bundle: who could forge the one could the other.
    """
    session = app.session()
    data = onefile.generate().encode()
    try:
        with to.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise UsageError(f"{to} is there already; nothing was written.") from error
    except OSError as error:
        raise StorageError(f"{to} cannot be written: {error.strerror}.") from error

    def text(console: Console) -> None:
        console.print(f"{to}: {len(data):,} bytes. Run: python3 {to} BUNDLE", soft_wrap=True)

    session.output.result({"path": str(to), "bytes": len(data)}, text)
