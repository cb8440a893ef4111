"""A wish for a picture: who has it taken, and of which call.

Promise: it loads no library of pictures; the recorder names wishes at each start.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.model.purposes import SCREENSHOTS

if TYPE_CHECKING:
    from desktop_app.capture.screens.region import Region

PURPOSE = SCREENSHOTS


class Trigger(StrEnum):
    """What had a picture taken. Append-only: entries name them."""

    BEFORE = "before"
    AFTER = "after"
    HAND = "hand"
    API = "api"
    SDK = "sdk"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish for a picture.

    Attributes:
        trigger: why.
        run: sender and run id; None for no run.
        tool, call_id: of the tool call; "" and None where there is none.
        trace_id, span_id: hex; "" where unknown.
        region: what it is to show, if that is less than the settings say.
    """

    trigger: Trigger
    run: tuple[str, str] | None = None
    tool: str = ""
    call_id: str | None = None
    trace_id: str = ""
    span_id: str = ""
    region: Region | None = None
