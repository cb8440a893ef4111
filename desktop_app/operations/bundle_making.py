"""Makes a bundle with the recorder's help: begin, build, sign, or cancel."""

from __future__ import annotations

import re
import shlex
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.bundle.build.archive import directory_writer, zip_writer
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.build.request import parse_begun
from desktop_app.bundle.build.request import recipients as in_order
from desktop_app.bundle.build.sealed import sealer
from desktop_app.bundle.fields import mapping, text
from desktop_app.bundle.scope import scope_json
from desktop_app.bundle.views.views import make_views
from desktop_app.errors import CountersignError, ExportCancelledError, ExportOutdatedError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.bundle_scope import choose
from desktop_app.operations.recorder_access import ask_running, recorder

if TYPE_CHECKING:
    from desktop_app.bundle.build.archive import BundleWriter
    from desktop_app.bundle.build.builder import Built
    from desktop_app.bundle.build.request import Request
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.bundle_scope import Asked, Chosen
    from desktop_app.operations.context import Context

_NOT_IN_NAMES = re.compile(r"[^a-z0-9._-]+")
_MAX_NAME = 60
HERE = Path()


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants the bundle; `to` None: a name of ours in the current directory."""

    level: str
    recipients: tuple[str, ...]
    reason: str | None
    to: Path | None
    unpacked: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A finished bundle; `bytes` is its size on disk."""

    built: Built
    predicate: Predicate
    bytes: int

    def missing(self) -> dict[str, int]:
        """Return how often each thing is missing."""
        return dict(Counter(str(row["what"]) for row in self.built.absence))

    def commands(self) -> tuple[str, str]:
        """Return two ways to check it; whose key it is, each of them then asks."""
        file = shlex.quote(str(self.built.path))
        return f"countersign bundle verify {file}", f"python3 verify.py {file}"

    def to_json(self) -> dict[str, object]:
        """Return what a script gets."""
        told = self.predicate
        return {
            "file": str(self.built.path),
            "bytes": self.bytes,
            "files": self.built.files,
            "entries": {
                "first": self.built.scope[0],
                "last": self.built.scope[1],
                "in_scope": self.built.in_scope,
                "shown": self.built.entries,
            },
            "checkpoint": told.size,
            "root": told.root.hex(),
            "level": str(told.level),
            "scope": scope_json(told.scope),
            "recipients": list(told.recipients),
            "previous": told.previous,
            "export": told.export,
            "missing": self.missing(),
            "fingerprint": self.built.fingerprint,
            "key": self.built.root_vkey,
            "verify": list(self.commands()),
        }


def make(context: Context, asked: Asked, wishes: Wishes) -> Made:
    """Make the bundle; asked for anew, once, when the epoch changed meanwhile.

    Raises:
        CountersignError: it could not be made; nothing of it is left.
    """
    with recorder(context):  # one that was started for this ends with it
        chosen = choose(context, asked)
        target = wishes.to or free_name(chosen, unpacked=wishes.unpacked)
        arguments: dict[str, JSON] = {
            "scope": scope_json(chosen.scope),
            "level": wishes.level,
            "recipients": list(in_order(list(wishes.recipients))),
            "reason": wishes.reason,
            "confirmed": wishes.confirmed,
        }
        try:
            return _once(context, target, arguments, unpacked=wishes.unpacked)
        except ExportOutdatedError:
            context.note("The keys that sign changed meanwhile; exporting anew.")
            return _once(context, target, arguments, unpacked=wishes.unpacked)


def _once(context: Context, target: Path, arguments: dict[str, JSON], *, unpacked: bool) -> Made:
    # Recipients and place are tried before the ledger says that anything was asked for.
    if recipients := arguments["recipients"]:
        sealer(in_order(recipients), context.ids)
    writer = directory_writer(target) if unpacked else zip_writer(target)
    request: Request | None = None
    try:
        request = parse_begun(ask_running(context, "bundle.begin", arguments), asked=arguments)
        return _built(context, request, writer, confirmed=arguments["confirmed"])
    except BaseException as error:
        writer.abort()
        if request is not None:
            _cancel(context, request, error)
        if isinstance(error, KeyboardInterrupt):
            context.note(_stopped(request))
        raise


def _built(context: Context, request: Request, writer: BundleWriter, *, confirmed: JSON) -> Made:
    told = request.predicate

    def manifest(sums: bytes, files: int, size: int) -> bytes:
        answer = ask_running(
            context,
            "bundle.sign",
            {
                "seq": told.export,
                "sums": sums.hex(),
                "checkpoint": sha256(request.note).hexdigest(),
                "files": files,
                "bytes": size,
                "confirmed": confirmed,
            },
        )
        return text(mapping(answer, "bundle.sign").get("manifest"), "manifest").encode()

    with (
        LedgerReader(context.paths.ledger) as ledger,
        tempfile.TemporaryDirectory(prefix="countersign-") as work,
        context.progress("File") as told_how_far,
    ):
        built = build(
            ledger,
            request,
            writer,
            views=make_views,
            manifest=manifest,
            work_dir=Path(work),
            seal=sealer(told.recipients, context.ids) if told.recipients else None,
            progress=told_how_far,
        )
    return Made(built, told, _size(built.path))


def _cancel(context: Context, request: Request, error: BaseException) -> None:
    """Have it written down; what was signed or cancelled already needs nothing more."""
    stopped = isinstance(error, (KeyboardInterrupt, ExportCancelledError))
    reason = "interrupted" if stopped else type(error).__name__
    with suppress(CountersignError):
        arguments: dict[str, JSON] = {"seq": request.predicate.export, "reason": reason}
        ask_running(context, "bundle.cancel", arguments)


def _stopped(request: Request | None) -> str:
    if request is None:
        return "Stopped. Nothing was written."
    asked = f"Entry #{request.predicate.export:,} says that it was asked for"
    return f"Stopped. No file was written. {asked}, a later one that it was cancelled."


def free_name(chosen: Chosen, *, unpacked: bool, folder: Path = HERE) -> Path:
    """Return a place like claude-code-20261120-1025.zip in a folder that nothing has yet."""
    name = _NOT_IN_NAMES.sub("-", chosen.name.lower()).strip("-.")[:_MAX_NAME] or "run"
    moment = datetime.fromtimestamp(chosen.ts_us / 1_000_000).astimezone()
    stem, suffix = f"{name}-{moment:%Y%m%d-%H%M}", "" if unpacked else ".zip"
    number = 1
    while (path := folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}").exists():
        number += 1
    return path


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
