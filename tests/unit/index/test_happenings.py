"""Tool calls, approvals and model calls as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.index.happenings import nano_usd
from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs

if TYPE_CHECKING:
    from pathlib import Path

CALL = {"tool_use_id": "c1", "tool_name": "Bash"}


def test_a_denied_call_is_a_denied_call(tmp_path: Path) -> None:
    """A decision against a call makes its outcome `denied`, whatever came before."""
    ledger = MemoryLedger()
    decision = {**CALL, "decision": "reject", "source": "hook"}
    request = logs({"event": "tool_decision", "attributes": decision})
    ledger.add_request(Signal.LOGS, request, run_id="r")
    with query(tmp_path, ledger) as found:
        call = found.tool_calls("r")[0]
        assert (call["outcome"], call["decision"], call["name"]) == ("denied", "reject", "Bash")
        assert found.approvals("r")[0]["source"] == "hook"
        run = found.run("r")
        assert (run["tool_calls"], run["denied"], run["approvals"]) == (1, 1, 1)
        assert found.counts("r")["tool_decision_logs"] == {"reject/hook": 1}


def test_a_model_call_adds_to_its_run(tmp_path: Path) -> None:
    """Tokens and cost of counted calls, in whole nano-dollars."""
    ledger = MemoryLedger()
    tokens = {"input_tokens": 3, "output_tokens": 4, "cost_usd": 0.1, "model": "m-1"}
    for at in range(3):
        request = logs({"event": "api_request", "at": at, "attributes": tokens})
        ledger.add_request(Signal.LOGS, request, run_id="r")
    with query(tmp_path, ledger) as found:
        run = found.run("r")
        assert (run["tokens_input"], run["tokens_output"], run["models"]) == (9, 12, ["m-1"])
        assert run["cost_usd"] == pytest.approx(0.3, abs=1e-12)
        assert [call["cost_usd"] for call in found.model_calls("r")] == [0.1] * 3


@pytest.mark.parametrize(
    ("dollars", "nano"),
    [(None, None), (0.1, 10**8), (float("nan"), None), (float("inf"), None), (1e14, 10**15)],
)
def test_money_is_whole_nano_dollars(dollars: float | None, nano: int | None) -> None:
    """What is no amount is not one."""
    assert nano_usd(dollars) == nano
