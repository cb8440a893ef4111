"""A line of the detail panel."""

from __future__ import annotations

from typing import NamedTuple


class Fact(NamedTuple):
    """A label and its value, safe to show.

    Attributes:
        label, value: in words.
        icon, tone: of the shape before the value.
        fixed: whether the value stands in the fixed font.
        whole: what copying gives.
        link: what its button is about, as `facts.section` tells it; "" for none.
    """

    label: str
    value: str
    icon: str = ""
    tone: str = "text"
    fixed: bool = False
    whole: str = ""
    link: str = ""
