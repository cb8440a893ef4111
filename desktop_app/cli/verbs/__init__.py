"""One module a verb; each holds a click command called `command`."""

from __future__ import annotations
