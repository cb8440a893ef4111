"""Retention: how long content stays, what holds keep longer, what purges took. Values, no I/O."""

from __future__ import annotations
