"""What the Settings page says: sections of settings, each with its words and its value as typed.

The recorder's table says what a setting is and which values it may have; here are only the words.
A setting without words of its own is shown by its name, so that none is ever missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.model.visible import visible
from desktop_app.operations import settings
from desktop_app.tray.presenters.changes import recorded
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.operations.settings import Changed, Row

Kind: TypeAlias = Literal["switch", "number", "choice"]
Words: TypeAlias = "tuple[str, str, str]"  # name, title, text
HIDDEN = ("first_start.done",)


@dataclass(frozen=True, slots=True)
class Item:
    """One setting as it is shown.

    Attributes:
        name: of the setting.
        title, text: what it is, and what it does.
        kind: how it is changed.
        value: as it is typed.
        unit: after a number that has one.
        choices: (value, word) of a choice.
        managed: who decided it in the person's place; "" where they can change it.
    """

    name: str
    title: str
    text: str
    kind: Kind
    value: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    managed: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: `key` names it for good, `title` for people."""

    key: str
    title: str
    items: tuple[Item, ...]


def sections(rows: Sequence[Row]) -> list[Section]:
    """Return the page, in the page's order; settings without words come last."""
    by_name = {row.name: row for row in rows if row.name not in HIDDEN}
    made = []
    for key, title, words in _sections():
        items = [_item(by_name.pop(row[0]), row) for row in words if row[0] in by_name]
        made.append(Section(key, title, tuple(items)))
    rest = tuple(_item(row, (row.name, row.name, row.about)) for row in by_name.values())
    return [*made, Section("other", tr("More"), rest)] if rest else made


def told(done: Changed) -> str:
    """Return what stands beside a setting that was just changed."""
    if done.takes_hold == "now":
        return recorded(done.entry)
    return f"{recorded(done.entry)} " + tr("It takes hold at the recorder's next start.")


def as_typed(value: bool | int | str) -> str:  # noqa: FBT001 - a value, whatever its type
    """Return a value as it can be typed: `64 MiB`, `true`, `4318`."""
    text = settings.typed(value)
    number = text.rstrip("GMiB")
    return f"{number} {text[len(number) :]}".strip() if number.isdecimal() else text


def question(name: str) -> str:
    """Return what is asked before a setting records, hides or refuses less."""
    return {
        settings.WITHOUT_RECORDER: tr(
            "While Countersign does not run, agents go on as their own settings allow. Nobody here "
            "is asked, and nothing of it is recorded."
        ),
        "redact.strict": tr(
            "Attributes that no rule knows, and plain log texts, are then kept after secrets in "
            "them were taken out. What is hashed already stays so."
        ),
        "receive.require_token": tr(
            "Any program of yours can then send, and what it says of itself is not checked."
        ),
        settings.IN_NOTIFICATIONS: tr(
            "A click in a notification can then let a command run, once. Others who see the "
            "screen can read the command."
        ),
        "retention.payload_days": tr("Older content goes with the next purge, for good."),
        "retention.body_days": tr("Older telemetry goes with the next purge, for good."),
        "retention.entry_days": tr(
            "Older entries lose all but their hashes with the next purge, for good. What was "
            "exported before still verifies."
        ),
        "keep.runs": tr(
            "What a run without an error or a denial kept then goes when it ends, for good."
        ),
        "retention.profile": tr("This cannot be taken back: days can then only be lengthened."),
        "receive.max_bytes": tr("Larger requests are refused, and what is in them is lost."),
        "ledger.quota_bytes": tr(
            "Telemetry is refused earlier: as soon as the record is that large."
        ),
        "vault.quota_bytes": tr(
            "New content is not kept any more as soon as that much is. What is kept stays."
        ),
        "vault.payload_bytes": tr("Larger content is refused, and none of it is kept."),
        "screens.region": tr("Pictures of the screen can then show more than they did."),
        "screens.without_windows": tr(
            "Pictures of the screen then show every window, those of password managers and "
            "private browsing, too."
        ),
        "ledger.free_floor_bytes": tr(
            "Telemetry is refused earlier: as soon as so little of the disk is free."
        ),
    }.get(name, tr("Less is recorded, hidden or refused with that value."))


def _sections() -> list[tuple[str, str, list[Words]]]:
    return [
        ("kept", tr("Kept content"), _kept()),
        ("upstreams", tr("Beyond this computer"), []),
        ("ports", tr("Ports"), _ports()),
        ("start", tr("Start"), []),
        ("appearance", tr("Appearance"), _appearance()),
        ("privacy", tr("Privacy"), _privacy()),
        ("retention", tr("Retention"), _retention()),
        ("policy", tr("Policy"), _policy()),
        ("limits", tr("Limits"), _limits()),
    ]


def _kept() -> list[Words]:
    return [
        (
            "vault.quota_bytes",
            tr("Most that kept content may take"),
            tr("When it is full nothing more is kept. Recording goes on."),
        ),
        (
            "vault.payload_bytes",
            tr("Largest content from an agent"),
            tr("What an agent hands over at once, as a trace or a video. Larger is refused."),
        ),
        (
            "screens.region",
            tr("Screenshots show"),
            tr("Windows of password managers and private browsing are covered in each of them."),
        ),
        (
            "screens.without_windows",
            tr("Screenshots where windows cannot be told apart"),
            tr("As on Wayland. No window can be covered there; without this none is taken."),
        ),
    ]


def _ports() -> list[Words]:
    return [
        (
            "receive.http_port",
            tr("OTLP over HTTP"),
            tr("On this computer only, 127.0.0.1 and [::1]. 0 takes any free port. "
               "Agents that are set up must be set up again for another port."),
        ),
        (
            "receive.grpc_port",
            tr("OTLP over gRPC"),
            tr("On this computer only. 0 takes any free port."),
        ),
    ]  # fmt: skip


def _appearance() -> list[Words]:
    return [
        ("appearance.scheme", tr("Colours"), tr("Of all windows of Countersign.")),
        (
            "appearance.tray_icon",
            tr("Tray icon"),
            tr("Drawn for a light or a dark panel. Text has the size that the desktop gives it."),
        ),
    ]


def _policy() -> list[Words]:
    return [
        (
            settings.WITHOUT_RECORDER,
            tr("While no recorder answers"),
            tr("What agents must ask for, when Countersign does not run and cannot be started."),
        ),
        (
            settings.IN_NOTIFICATIONS,
            tr("Allow once in notifications"),
            tr("For short commands that can be undone. Notifications then show what is asked."),
        ),
    ]


def _privacy() -> list[Words]:
    return [
        (
            "redact.strict",
            tr("Hash what no rule knows"),
            tr("Unknown attributes and plain log texts are stored as keyed digests only."),
        ),
        (
            "receive.require_token",
            tr("Refuse senders without a token"),
            tr("Agents get theirs when they are set up. Gemini CLI cannot send one."),
        ),
        (
            "telemetry.self",
            tr("Record Countersign's own metrics"),
            tr("Once a minute, into the record on this computer. Nothing is sent."),
        ),
    ]


def _retention() -> list[Words]:
    return [
        (
            "retention.payload_days",
            tr("Days that kept content stays"),
            tr("With the keys behind digests. A hold keeps what it covers for longer."),
        ),
        (
            "retention.body_days",
            tr("Days that telemetry stays"),
            tr("After redaction. Entries and digests stay."),
        ),
        (
            "retention.entry_days",
            tr("Days that entries stay whole"),
            tr("0: for ever. Hashes, proofs, consents and settings stay in any case."),
        ),
        (
            "keep.runs",
            tr("Whose kept content stays"),
            tr("Of all runs, or only of those with an error or a denial. The record stays whole."),
        ),
        (
            "retention.profile",
            tr("Profile"),
            tr("Compliance: nothing ever goes earlier, and days only grow. It is for good."),
        ),
    ]


def _limits() -> list[Words]:
    return [
        (
            "receive.max_bytes",
            tr("Largest request"),
            tr("After decompression; larger ones are refused."),
        ),
        (
            "ledger.quota_bytes",
            tr("Most that the record may take"),
            tr("Telemetry is refused beyond it; your answers are still recorded."),
        ),
        (
            "ledger.free_floor_bytes",
            tr("Least free disk"),
            tr("Telemetry is refused below it, before the disk is full."),
        ),
        (
            "run.idle_s",
            tr("A run ends without a word after"),
            tr("Where the agent does not say itself that it ended."),
        ),
    ]


def _item(row: Row, words: Words) -> Item:
    name, title, text = words
    value, by = settings.typed(row.value), _managed(row.managed)
    if isinstance(row.default, bool):
        return Item(name, title, text, "switch", value, managed=by)
    if row.choices:
        choices = tuple((choice, _choice(choice)) for choice in row.choices)
        return Item(name, title, text, "choice", value, choices=choices, managed=by)
    unit = tr("seconds") if name.endswith("_s") else ""
    return Item(name, title, text, "number", as_typed(row.value), unit, managed=by)


def _managed(folder: str) -> str:
    if not folder:
        return ""
    return tr("Set by whoever administers this computer, in {folder}.", folder=visible(folder))


def _choice(value: str) -> str:
    return {
        "system": tr("As the desktop"),
        "light": tr("Light"),
        "dark": tr("Dark"),
        "automatic": tr("Automatic"),
        "light-panel": tr("Light panel"),
        "dark-panel": tr("Dark panel"),
        "deny": tr("Denied"),
        "agent": tr("Left to the agent"),
        "all": tr("All runs"),
        "troubled": tr("Those with trouble"),
        "standard": tr("Standard"),
        "compliance": tr("Compliance"),
        "desktop": tr("The whole desktop"),
        "monitor": tr("One monitor"),
        "window": tr("The window in front"),
    }.get(value, value)
