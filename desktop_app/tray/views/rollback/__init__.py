"""The window in which a run, a call or a single file is put back: plan, decision, result."""

from __future__ import annotations

from desktop_app.tray.views.rollback.dialog import RollbackDialog, open_rollback

__all__ = ["RollbackDialog", "open_rollback"]
