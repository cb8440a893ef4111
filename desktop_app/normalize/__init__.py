"""What arrives, in our terms: which run a record belongs to, and what happened in it."""

from __future__ import annotations
