"""File changes of a run, with what it takes to undo them: `resources/docs/files.md`.

watch.FileWatch: before(call) / after(call) -> FileOp values (scan -> changes -> images)
rollback: look -> plan -> apply -> FileOp values again
"""

from __future__ import annotations
