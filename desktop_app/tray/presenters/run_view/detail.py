"""What the panel says of a row: what it was, why it ran or did not, facts, content, proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.run_view import (
    attributes,
    countersign,
    decision,
    icons,
    kept,
    words,
)
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.presenters.run_view.rows import OPEN, State, What
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.picture import Picture
    from desktop_app.tray.presenters.run_view.rows import Gap, Rows
    from desktop_app.tray.presenters.run_view.sources import Record, Sources


class Section(NamedTuple):
    """Facts or a paragraph under a heading; link: what its heading offers ("why", ...)."""

    title: str
    facts: tuple[Fact, ...] = ()
    text: str = ""
    link: str = ""


class Heading(NamedTuple):
    """The panel's head: picture, name, and how it went as a chip (icon, tone, words)."""

    icon: str
    tone: str
    name: str
    chip: tuple[str, str, str] | None


_SIDE_EFFECTS = {
    "none": "none",
    "read": "reads",
    "write": "writes",
    "irreversible": "may not be undone",
}


def heading(rows: Rows, at: int) -> Heading:
    """Return the head."""
    picture, tone = icons.icon(rows, at)
    return Heading(picture or "timeline", tone or "text2", rows.name[at], _chip(rows, at))


def _chip(rows: Rows, at: int) -> tuple[str, str, str] | None:
    state = State(rows.state[at])
    if rows.what[at] == What.LOG:
        return None
    code = (rows.more(at).call or {}).get("exit_code")
    failed = tr("Failed, exit {code}", code=code) if code else tr("Failed")
    return {
        State.NOT_GATED: ("fail-open", "open", tr("Ran, not gated")),
        State.DENIED: ("denied", "deny", tr("Denied")),
        State.ERROR: ("error", "deny", failed),
        State.NO_END: ("noend", "text3", tr("End not recorded")),
    }.get(state)


def argument(rows: Rows, at: int) -> str:
    """Return the kept argument of a tool call, or the kept prompt of a turn."""
    extra = rows.more(at)
    return extra.detail if extra.fixed else ""


def sections(picture: Picture, at: int, sources: Sources) -> list[Section]:
    """Return the summary's sections."""
    rows = picture.rows
    found: list[Section] = []
    what = What(rows.what[at])
    if what is What.TOOL:
        title = tr("Why it did not run") if rows.state[at] == State.DENIED else tr("Why it ran")
        agent = words.agent(picture.run["agent"])
        ours = countersign.sentence(sources.why, agent)
        text = decision.reason(rows, at, agent, ours)
        found.append(Section(title, text=text, link="why"))
    found.append(Section(tr("Facts"), facts(rows, at, sources)))
    if (gap := picture.after_gaps.get(at)) is not None:
        found.append(Section(tr("Missing before it"), text=_missing(gap, picture)))
    if what in {What.TOOL, What.TURN, What.MODEL} or sources.kept:
        found.append(Section(tr("Content"), content(rows, at, sources)))
    if sources.proof is not None:
        found.append(Section(tr("Proof"), proof(sources.proof), link="verify"))
    return found


def facts(rows: Rows, at: int, sources: Sources) -> tuple[Fact, ...]:
    """Return what is known of a row, one line a fact."""
    extra, start, end = rows.more(at), rows.start[at], rows.end[at]
    call = extra.call or {}
    if rows.what[at] in {What.FOLD, What.LOG_FOLD}:
        return _of_fold(rows, at)
    first = tr("Time") if rows.what[at] == What.LOG else tr("Started")
    found = []
    if extra.wait is not None:
        found.append(Fact(tr("Asked"), moment(extra.wait.start_ns)))
        took = _took(extra.wait.end_ns - extra.wait.start_ns)
        label = tr("Gate silent") if extra.wait.silent else tr("Waited")
        found.append(Fact(label, took))
    if rows.state[at] == State.DENIED:
        found.append(Fact(tr("Ran"), tr("did not run")))
    else:
        found.append(Fact(first, moment(start)))
        if rows.what[at] != What.LOG:
            found.append(Fact(tr("Ran"), _ran(start, end, call, live=rows.state[at])))
    if "call_id" in call:
        found += _of_tool(call)
    elif call:
        found += _of_model(call)
    return (*found, *_of_record(sources))


def _of_fold(rows: Rows, at: int) -> tuple[Fact, ...]:
    extra = rows.more(at)
    return (
        Fact(tr("How many"), f"{extra.count:,}"),
        Fact(tr("About"), extra.detail or "–"),  # noqa: RUF001 - not reported
        Fact(tr("First"), moment(rows.start[at])),
        Fact(tr("Last"), moment(rows.end[at])),
    )


def _of_tool(call: dict[str, Any]) -> list[Fact]:
    level = call["side_effect_level"]
    effect = _SIDE_EFFECTS.get(level or "", level or "")
    found = [Fact(tr("Side effect"), effect or tr("unknown to the agent"))]
    if call["mcp_server"]:
        found.append(Fact(tr("MCP server"), visible(call["mcp_server"])))
    if call["error_class"] and call["outcome"] != "denied":
        found.append(Fact(tr("Error"), visible(call["error_class"]).replace("_", " ")))
    if call["call_id"]:
        found.append(_id(tr("Call id"), call["call_id"]))
    return found


def _of_model(call: dict[str, Any]) -> list[Fact]:
    found = [Fact(tr("Model"), visible(call["model"] or "–"))]  # noqa: RUF001 - not reported
    for label, name in (
        (tr("Tokens in"), "tokens_input"),
        (tr("Tokens out"), "tokens_output"),
        (tr("From cache"), "tokens_cache_read"),
        (tr("Reasoning"), "tokens_reasoning"),
    ):
        if call[name] is not None:
            found.append(Fact(label, formats.count(call[name], zero="0")))
    cost = call["cost_nano_usd"]
    told = tr("not reported") if cost is None else formats.money(cost / 1e9)
    found.append(Fact(tr("Cost"), told))
    if call["error_class"]:
        found.append(Fact(tr("Error"), visible(call["error_class"]).replace("_", " ")))
    return found


def _of_record(sources: Sources) -> list[Fact]:
    span = sources.span
    if span is None:
        record = next(iter(sources.logs), None)
        body = None if record is None else record.get("body")
        return [Fact(tr("Says"), visible(str(body)[:2000]))] if body else []
    found = [_id(tr("Span id"), span["span_id"]), _id(tr("Trace id"), span["trace_id"])]
    if span["status_message"]:
        found.insert(0, Fact(tr("Says"), visible(span["status_message"][:2000])))
    if span["resends"]:
        found.append(Fact(tr("Sent again"), trn("{n} time", "{n} times", span["resends"])))
    return found


def content(rows: Rows, at: int, sources: Sources) -> tuple[Fact, ...]:
    """Return what was kept of content, and by which rules the rest was replaced."""
    found = list(kept.facts(sources))
    is_told = any(fact.label == kept.name("prompt") for fact in found)
    if rows.what[at] == What.TURN and not is_told:
        said = rows.more(at).detail
        stays = said not in {words.prompt(None), tr("prompt not kept")}
        icon, tone = ("kept", "ok") if stays else ("not-kept", "text3")
        found.append(Fact(tr("Prompt"), tr("kept") if stays else said, icon, tone))
    marks, told_of = attributes.marks(sources), kept.marks(sources)
    for mark in marks:
        if mark.digest in told_of:
            continue  # what it stands for is kept, and is told
        told = tr("not kept, by rule {rule}", rule=mark.rule)
        if mark.size is not None:
            told = tr("{told}, {size}", told=told, size=formats.size(mark.size))
        found.append(Fact(mark.name, told, "not-kept", "text3"))
    if not marks and not any(fact.link for fact in found):
        found.append(Fact(tr("Redacted"), tr("nothing matched"), "redacted", "text2"))
    return tuple(found)


def proof(entry: Record) -> tuple[Fact, ...]:
    """Return an entry's place in the log."""
    size = entry["checkpoint_size"]
    sealed = size is not None
    found = [
        Fact(
            tr("Entry"),
            tr("#{n}, {kind}", n=f"{entry['seq']:,}", kind=entry["kind"]),
            "sealed" if sealed else "unsealed",
            "ok" if sealed else "ask",
        ),
        _id(tr("Leaf hash"), entry["leaf_hash"]),
        _id(tr("Before it"), entry["prev"]),
    ]
    if size is None:
        return (*found, Fact(tr("Sealed"), tr("not yet; within 10 s")))
    when = formats.time_of_day(entry["checkpoint_ts_us"])
    told = tr("{n} at {time}", n=f"{size:,}", time=when)
    return (*found, Fact(tr("Checkpoint"), told))


def events(sources: Sources) -> list[Fact]:
    """Return span events and log records about a row, by time."""
    found: list[tuple[int, str, str, str]] = []
    span = sources.span or {}
    for event in span.get("events") or []:
        told = attributes.lines(event.get("attributes") or {})
        said = ", ".join(f"{one.name} {attributes.shown(one)}" for one in told)
        found.append((event["time_unix_nano"], visible(event["name"]), said, ""))
    for record in sources.logs:
        name = visible(record["event"] or record["title"] or tr("log record"))
        title = visible(record["title"] or "")
        found.append((record["ts_ns"], name, "" if title == name else title, f"log:{record['id']}"))
    return [Fact(moment(time_ns), name, whole=said) for time_ns, name, said, _ in sorted(found)]


def _missing(gap: Gap, picture: Picture) -> str:
    values = {"agent": words.agent(picture.run["agent"]), "first": gap.first, "last": gap.last}
    if gap.missing == 1:
        return tr(
            "{agent} numbers its events. {first} did not arrive. What it held is not known.",
            **values,
        )
    return tr(
        "{agent} numbers its events. {first} to {last} did not arrive. "
        "What they held is not known.",
        **values,
    )


def _ran(start: int, end: int, call: dict[str, Any], *, live: int) -> str:
    if end == OPEN:
        return tr("end not recorded") if live == State.NO_END else tr("runs")
    took = _took(end - start)
    code = call.get("exit_code")
    return took if code is None else tr("{took}, exit {code}", took=took, code=code)


def _took(duration_ns: int) -> str:
    if 1_000_000_000 <= duration_ns < 60_000_000_000:  # noqa: PLR2004 - a second, a minute
        return tr("{n} s", n=f"{duration_ns / 1e9:.3f}")
    return formats.duration(duration_ns // 1000)


def moment(time_ns: int) -> str:
    """Return a time with milliseconds: `10:26:02.929`."""
    return f"{formats.time_of_day(time_ns // 1000)}.{time_ns // 1_000_000 % 1000:03d}"


def _id(label: str, text: str) -> Fact:
    return Fact(label, formats.short_id(text), fixed=True, whole=visible(text))
