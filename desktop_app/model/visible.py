"""Text of others, shown: on a terminal, in a report, in a dialog.

Promise: what `visible` returns cannot move a cursor, hide, or reverse what stands beside it. It is
not escaped for any markup: who writes HTML escapes it as well.
"""

from __future__ import annotations

import unicodedata

# controls, format (bidi, zero-width, tags), surrogates, private, unassigned, line separators
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
# Letters and marks that nobody sees: fillers, joiners, blank braille, variation selectors
# (Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, beside the categories above).
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180F, 0x2800, 0x3164, 0xFFA0}.union(
    range(0x180B, 0x180E), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
)


def visible(text: str) -> str:
    """Return text in which no character can move the cursor, hide or reverse others.

    Control, format (bidi, zero-width, tag), private, unassigned and invisible characters become
    `U+202E`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"U+{ord(char):04X}" if _unsafe(char) else char for char in text)


def _unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or ord(char) in _INVISIBLE
