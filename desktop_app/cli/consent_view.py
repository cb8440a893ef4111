"""How the consent log, grants and the path of a decision look on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from desktop_app.cli import views
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import consents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

Row = dict[str, Any]

_STYLES = {"allowed": "green", "denied": "red", "missed": "red"}
# why a question ended, where nobody is to blame for not answering
_UNANSWERED = {"caller gone": "agent went away", "recorder ended": "recorder ended"}
_WHO = {
    "agent": "the agent's own settings or prompt",
    "hook": "asked through",
    "rule": "rule",
    "grant": "your grant",
    "person": "question to you",
    "effect": "what ran",
    "mark": "not as decided",
}


def log(rows: Sequence[Row], *, now_us: int) -> Table:
    """Return the consent log: time, answer, agent, what, by, how long it took, entry."""
    made = views.table("Time", "Answer", "Agent", "What", "By", "Took", "Entry", give=("What",))
    for row in rows:
        word = consents.answer(row)
        took = row["latency_ms"]
        made.add_row(
            formats.clock_time(row["ts_us"], now_us=now_us),
            Text(visible(word), _STYLES.get(word, "")),
            visible(row["agent"] or ""),
            views.whole(visible(consents.what(row))),
            visible(_UNANSWERED.get(str(row.get("why")), consents.by(row))),
            "" if not isinstance(took, int) else formats.duration(took * 1000),
            f"#{row['seq']}",
        )
    return made


def grants(rows: Sequence[Row], *, now_us: int) -> Table:
    """Return what is in force: agent, what it covers, until when, how often used, entry."""
    made = views.table("Given", "Agent", "What", "Holds", "Used", "Entry", give=("What",))
    for row in rows:
        until_us = row["until_us"]
        end = "" if until_us is None else f"until {formats.clock_time(until_us, now_us=now_us)}"
        made.add_row(
            formats.clock_time(row["given_us"], now_us=now_us),
            visible(row["agent"] or ""),
            views.whole(visible(consents.what(row))),
            end if row["lasts"] == "until" else ", ".join(filter(None, (consents.lasts(row), end))),
            str(row["used"] or ""),
            f"#{row['seq']}",
        )
    return made


def steps(path: Sequence[Row], *, now_us: int) -> Iterator[Text]:
    """Yield a line for each who had a say in a call, in order."""
    for step in path:
        line = Text(f"{formats.clock_time(step['ts_us'], now_us=now_us):<13}  ", views.DIM)
        line.append(f"{_WHO[step['who']]:<36}", "not " + views.DIM)
        person = step["who"] == "person"
        word = consents.answer({"state": step["said"], "intent": step}) if person else step["said"]
        detail = _UNANSWERED.get(str(step.get("why")), step["detail"]) if person else step["detail"]
        said = ", ".join(str(one) for one in (word, detail) if one)
        line.append(visible(said), "not " + views.DIM)
        yield line.append(f"  #{step['seq']}", views.DIM)
