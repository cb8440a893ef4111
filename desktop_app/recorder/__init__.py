"""The headless process that owns sockets, keys and stores; `pipeline.py` tells its flow."""

from __future__ import annotations
