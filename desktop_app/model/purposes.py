"""What content is kept for: purposes that rules, records, captures and the vault share.

Append-only: a name here is in somebody's ledger for ever. `consent/purposes.py` has the table of
all purposes, with the words in which each is asked.
"""

from __future__ import annotations

PROMPTS = "keep prompts and responses"
TOOLS = "keep tool arguments and results"
COMMANDS = "keep command lines"
SCREENSHOTS = "screenshots"
FILES = "file content"
VALUES = "keep redacted values"  # what tokens stand for, as far as a rule calls it reversible
COPIES = "local copies"  # of files, exact, so that changes can be undone
CONTENT = (PROMPTS, TOOLS, COMMANDS, SCREENSHOTS, FILES)  # what a rule's `purpose` may name
