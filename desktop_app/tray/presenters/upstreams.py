"""Upstreams as the settings show them: what goes where, by which consent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn
from desktop_app.upstream.allowed import SENDS
from desktop_app.upstream.where import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One upstream.

    Attributes:
        name: as the person calls it.
        what: where and what, one line.
        said: how it stands, one sentence each.
        trouble: what went wrong last; "" for nothing.
        may_send: whether something goes there now.
    """

    name: str
    what: str
    said: tuple[str, ...]
    trouble: str
    may_send: bool


def rows(answer: Mapping[str, Any], now_us: int) -> list[Row]:
    """Return what an answer of `upstream.list` says."""
    local_only = bool(answer.get("local_only", True))
    return [_row(one, now_us, local_only=local_only) for one in answer.get("upstreams", ())]


def kinds() -> Sequence[tuple[str, str, str]]:
    """Return (kind, what it is, an example of its place) in the order in which they are offered."""
    return (
        ("otlp", tr("OpenTelemetry collector"), "https://collector.example.com:4318"),
        ("webhook", tr("Webhook: entries as CloudEvents"), "https://example.com/hook"),
        ("folder", tr("Folder: checkpoints and bundles"), "/mnt/archive"),
        ("s3", tr("Bucket (S3): checkpoints and bundles"), "s3://evidence/desks"),
        ("https", tr("Web server: checkpoints and bundles, by PUT"), "https://example.com/log/"),
        ("tsa", tr("Time stamp authority"), "https://tsa.example.com"),
    )


def takes_bundles(kind: Kind) -> bool:
    """Return whether bundles of runs can go there by themselves."""
    return "bundles" in SENDS.get(kind, ())


def bundles() -> Sequence[tuple[str | None, str]]:
    """Return (level or None, what it is called) of the bundles that go by themselves."""
    return (
        (None, tr("Bundles: only those that I send by hand")),
        ("metadata", tr("Also a bundle of each ended run: entries, no telemetry")),
        ("redacted", tr("Also a bundle of each ended run: entries and telemetry, redacted")),
    )


def credential(name: str) -> str:
    """Return how a credential is asked for."""
    return {
        "proxy": tr("Name and password of the proxy, with a colon between"),
        "client-key": tr("Key of the client certificate"),
        "access-key-id": tr("Access key id"),
        "secret-access-key": tr("Secret access key"),
    }.get(name, name)


def _row(one: Mapping[str, Any], now_us: int, *, local_only: bool) -> Row:
    in_force = bool(one["in_force"])
    told = [_stands(one, now_us, in_force=in_force, local_only=local_only)]
    if one["records"]:
        told.append(_sent(Kind(one["kind"]), one["records"]))
    if one["refused"]:
        told.append(_refused(Kind(one["kind"]), one["refused"], visible(one["refused_why"])))
    elif one["refused_why"]:
        told.append(visible(one["refused_why"]))
    return Row(
        visible(one["name"]),
        visible(one["what"]),
        tuple(told),
        visible(one["trouble"]) if in_force and not local_only else "",
        in_force and not local_only,
    )


def _stands(one: Mapping[str, Any], now_us: int, *, in_force: bool, local_only: bool) -> str:
    if not in_force:
        return tr("Your consent #{seq} has ended: nothing goes there.", seq=f"{one['consent']:,}")
    if local_only:
        return tr("Nothing goes there while local-only mode is on.")
    until = formats.day(one["until_us"], now_us=now_us)
    return tr("Allowed by your consent #{seq} until {day}.", seq=f"{one['consent']:,}", day=until)


def _sent(kind: Kind, number: int) -> str:
    """Return how much went there, in its own unit (`Kind.amount`)."""
    match kind:
        case Kind.OTLP:
            return trn("{n} record sent.", "{n} records sent.", number)
        case Kind.WEBHOOK:
            return trn("{n} event sent.", "{n} events sent.", number)
        case Kind.TSA:
            return trn("{n} time stamp got.", "{n} time stamps got.", number)
        case _:
            return trn("{n} object sent.", "{n} objects sent.", number)


def _refused(kind: Kind, number: int, why: str) -> str:
    match kind:
        case Kind.OTLP:
            return trn(
                "{n} record refused: {why}", "{n} records refused, the last: {why}", number, why=why
            )
        case Kind.WEBHOOK:
            return trn(
                "{n} event refused: {why}", "{n} events refused, the last: {why}", number, why=why
            )
        case Kind.TSA:
            return trn(
                "{n} time stamp refused: {why}",
                "{n} time stamps refused, the last: {why}",
                number,
                why=why,
            )
        case _:
            return trn(
                "{n} object refused: {why}", "{n} objects refused, the last: {why}", number, why=why
            )
