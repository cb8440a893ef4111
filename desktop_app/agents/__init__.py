"""Wiring of real agents: set-up and its exact undo, drift, and programs run under record.

`catalog` says what each agent is and which settings route its telemetry here; `jsonc` and `toml`
change a config file and nothing else in it; `setup` plans, writes, proves and undoes; `doctor`
finds what went wrong since. Nothing here ever turns on what makes an agent reveal content.
"""

from __future__ import annotations
