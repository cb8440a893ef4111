"""What a bundle may hold, and what those levels reveal that need a reason."""

from __future__ import annotations

# In the order of how much they hold.
LEVELS = ("metadata", "redacted", "full", "full-log")

# What a person is told before they say yes; who asks shows these very words.
REVEALING = {
    "full": "The bundle lets its reader test guesses about prompts, answers and tool arguments.",
    "full-log": "The bundle holds the leaves of every entry of the whole log, other runs' too, "
    "and lets its reader test guesses about prompts, answers and tool arguments.",
}
