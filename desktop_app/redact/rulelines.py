"""Where something stands in a rule file: the parser of TOML keeps no lines, a mistake needs one."""

from __future__ import annotations

import re


class Lines:
    """The lines of a TOML text, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def of_key(self, key: str) -> int:
        """Return the first line that sets a top-level key or opens its tables; 1 without one."""
        start = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}\b")
        return next((n for n, line in enumerate(self._lines, 1) if start.match(line)), 1)

    def last_with(self, value: str) -> int:
        """Return the last line that holds a text; 1 without one."""
        return max((n for n, line in enumerate(self._lines, 1) if value in line), default=1)

    def of_table(self, section: str, index: int, key: str | None = None) -> int:
        """Return the line of a key in a table of an array.

        Args:
            section: the array `[[section]]`.
            index: which of its tables, from 0.
            key: None, or one that is not there: the line of the table's head.
        """
        head = re.compile(rf"\s*\[\[\s*{section}\s*\]\]")
        heads = [n for n, line in enumerate(self._lines, 1) if head.match(line)]
        if index >= len(heads):  # an inline table
            return self.of_key(section)
        first = heads[index]
        for number in range(first + 1, len(self._lines) + 1):
            line = self._lines[number - 1]
            if line.lstrip().startswith("["):
                break
            if key is not None and re.match(rf"\s*[\"']?{re.escape(key)}\b", line):
                return number
        return first
