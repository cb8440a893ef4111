"""Settings that hold for every test: repeatable hypothesis, no deadlines, counted skips."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.fakes.patience import qtbot
from tests.tools.skips import (
    pytest_collectreport,
    pytest_runtest_logreport,
    pytest_sessionfinish,
    pytest_terminal_summary,
)

__all__ = [  # hooks and fixtures that pytest finds here
    "pytest_collectreport",
    "pytest_runtest_logreport",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "qtbot",
]

settings.register_profile(
    "countersign", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("countersign")
