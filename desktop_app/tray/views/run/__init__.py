"""The run page: head, waterfall with its lanes and axis, and the panel of details."""

from __future__ import annotations
