"""One module for each convention or agent: which names it uses, and what they mean. Tables."""

from __future__ import annotations
