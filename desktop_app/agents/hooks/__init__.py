"""The agents' own hooks: what they say before and after a tool, and how each is answered.

`table` has a row for each agent; `parse` reads a hook's input, `answers` writes what the agent
obeys, `wiring` says what goes into its config, `trust` whether Codex runs it at all.
"""

from __future__ import annotations
