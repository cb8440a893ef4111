"""Colours, sizes and states of the window, as data, for light and dark.

Colours are six hex digits, sizes device-independent pixels at 100 % and a 13 px base font. A test
recomputes the worst text contrast of each pair that is used together (WCAG 2.2, 1.4.3: 4.5:1;
1.4.11: 3:1 for edges of controls).
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; what each is for stands in `resources/docs/tray.md`."""

    window: str
    surface: str
    inset: str
    hover: str
    selected: str
    line: str
    line2: str
    ctl: str
    text: str
    text2: str
    text3: str
    accent: str
    onaccent: str
    ok: str
    okbg: str
    ask: str
    askbg: str
    askfill: str
    onaskfill: str
    deny: str
    denybg: str
    open: str
    openbg: str
    model: str
    tool: str
    turn: str
    addbg: str
    rembg: str
    agent2: str  # the second agent in charts; the first is accent, the third ctl

    def named(self, token: str) -> str:
        """Return a colour by its token's name, as #RRGGBB."""
        return f"#{getattr(self, token)}"

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of all tokens."""
        return tuple(field.name for field in fields(Tokens))


LIGHT = Tokens(
    window="F5F5F7", surface="FFFFFF", inset="EFF0F3", hover="E9EAEE", selected="DFE8FC",
    line="E1E2E7", line2="C4C7CF", ctl="7C818B",
    text="1A1C21", text2="4A4E57", text3="62666F", accent="2757CC", onaccent="FFFFFF",
    ok="1B7146", okbg="E2F3EA",
    ask="805300", askbg="FFF3D9", askfill="F0B13A", onaskfill="1A1C21",
    deny="B0261E", denybg="FCEAE8", open="97206F", openbg="FAE8F4",
    model="5650C2", tool="0F7072", turn="62666F", addbg="E6F5EC", rembg="FCECEA",
    agent2="D08A4E",
)  # fmt: skip
DARK = Tokens(
    window="16171A", surface="1D1E22", inset="26282D", hover="2C2E34", selected="26365C",
    line="2F3137", line2="50545E", ctl="767B86",
    text="ECEDEF", text2="BABDC5", text3="9DA1AA", accent="8EB0FF", onaccent="10182B",
    ok="68C795", okbg="1C3327",
    ask="E9B44F", askbg="382C14", askfill="E9B44F", onaskfill="16171A",
    deny="FF8F85", denybg="40211F", open="F092D3", openbg="3D2036",
    model="ADA7FF", tool="62C6C2", turn="9DA1AA", addbg="1B3026", rembg="3A201F",
    agent2="D08A4E",
)  # fmt: skip

SURFACES = ("window", "surface", "inset", "hover", "selected")

# Font sizes as parts of the base (13 px), and weights.
CAPTION, SMALL, BODY, DETAIL, TITLE, FIRST = 11 / 13, 12 / 13, 1.0, 15 / 13, 17 / 13, 20 / 13
REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600

# Grid, rows, controls (pixels).
S1, S2, S3, S4, S5, S6, S8 = 4, 8, 12, 16, 20, 24, 32
MARGIN = S5
ROW, WATERFALL_ROW, LOG_ROW, FACT_ROW, DIFF_ROW = 32, 26, 24, 22, 22
CONTROL, ROW_CONTROL, DIALOG_CONTROL = 30, 26, 32
HEADER, RUN_HEADER, NAVIGATION, RAIL = 56, 76, 212, 52
CHIP_RADIUS, CONTROL_RADIUS, CARD_RADIUS = 4, 6, 8
SMALLEST = (760, 520)
WIDE, NARROW = 1500, 1060  # window widths from which on, or below which, the layout changes


@dataclass(frozen=True, slots=True)
class Glyph:
    """How a state looks: a shape first, then a colour, then a word."""

    icon: str
    colour: str


GLYPHS: dict[str, Glyph] = {
    "running": Glyph("running", "accent"),
    "ended": Glyph("check", "ok"),
    "error": Glyph("error", "deny"),
    "waiting": Glyph("asked", "ask"),
    "allowed": Glyph("allowed", "ok"),
    "denied": Glyph("denied", "deny"),
    "missed": Glyph("missed", "ask"),
    "not_gated": Glyph("fail-open", "open"),
    "gap": Glyph("gap", "open"),
    "no_rule": Glyph("settings", "text2"),
    "noend": Glyph("noend", "text3"),
    "sealed": Glyph("sealed", "ok"),
    "unsealed": Glyph("unsealed", "ask"),
    "kept": Glyph("kept", "ok"),
    "not_kept": Glyph("not-kept", "text3"),
    "redacted": Glyph("redacted", "text2"),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2 relative luminance), 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
