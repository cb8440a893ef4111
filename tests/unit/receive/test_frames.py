"""Frames come back as they were written; half a frame is the end."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.receive import frames


@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=100))))
def test_round_trip(sent: list[tuple[int, bytes]]) -> None:
    """Any kinds, any bytes, one after another."""
    pipe = io.BytesIO()
    for kind, data in sent:
        frames.write(pipe, kind, data)
    pipe.seek(0)
    assert [frames.read(pipe) for _ in sent] == sent


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_cut_frame_is_the_end(cut: int) -> None:
    """At every place."""
    pipe = io.BytesIO()
    frames.write(pipe, frames.BODY, b"abc")
    with pytest.raises(EOFError):
        frames.read(io.BytesIO(pipe.getvalue()[:-cut]))


def test_a_worker_gets_no_python_settings_and_no_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But our import path."""
    monkeypatch.setenv("PYTHONSTARTUP", "/evil.py")
    monkeypatch.setenv("COUNTERSIGN_PASSPHRASE", "what opens our keys")
    monkeypatch.setenv("KEPT", "1")
    found = frames.child_environment()
    assert "PYTHONSTARTUP" not in found
    assert "COUNTERSIGN_PASSPHRASE" not in found
    assert found["KEPT"] == "1"
    assert all(path in found["PYTHONPATH"] for path in sys.path if path)


def test_closing_a_broken_pipe_is_quiet() -> None:
    """What was still to be written is lost with its reader."""

    class Broken(io.BytesIO):
        tried = 0

        def close(self) -> None:
            self.tried += 1
            if self.tried == 1:  # the second is the finalizer's
                raise BrokenPipeError
            super().close()

    pipe = Broken()
    frames.close_quietly(pipe)
    assert pipe.tried == 1
