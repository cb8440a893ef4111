"""Upstreams as the settings show them: what goes where, by which consent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

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
        told.append(trn("{n} record sent.", "{n} records sent.", one["records"]))
    if one["refused"]:
        told.append(
            trn(
                "{n} record refused: {why}",
                "{n} records refused, the last: {why}",
                one["refused"],
                why=visible(one["refused_why"]),
            )
        )
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
