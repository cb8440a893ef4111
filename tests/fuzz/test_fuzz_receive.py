"""Short form of the harness: seeds with small damage, a few thousand inputs."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import otlp
from tests.fuzz import fuzz_receive

BODY = otlp.traces(2).SerializeToString()
EVENT = b'{"specversion":"1.0","id":"1","source":"/","type":"t","data":{"a":[1,"x"]}}'
JSON = (
    b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102","attributes":[{"key":"k",'
    b'"value":{"arrayValue":{"values":[{"intValue":"1"},{"bytesValue":"YQ=="}]}}}]}]}]}]}'
)
SEEDS = [
    b"\0" + BODY,
    b"\3" + gzip.compress(BODY),
    b"\x09" + JSON,
    b"\xc8" + EVENT,
    b"\xc9[" + EVENT,
]


@settings(max_examples=1500)
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_seeds(seed: bytes, data: st.DataObject) -> None:
    """A few bytes changed, inserted or cut."""
    found = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(found) - 1))
        end = place + data.draw(st.integers(0, 2))
        found[place:end] = data.draw(st.binary(max_size=3))
        if not found:
            return
    fuzz_receive.one(bytes(found))


@settings(max_examples=1500)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """From nothing."""
    fuzz_receive.one(data)


@pytest.mark.skipif(os.environ.get("COUNTERSIGN_LONG") != "1", reason="COUNTERSIGN_LONG=1 runs it")
def test_long_form() -> None:
    """Five minutes of libFuzzer."""
    pytest.importorskip("atheris")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.fuzz_receive",
            "-max_total_time=300",
            "-rss_limit_mb=2048",
        ],
        check=False,
        timeout=400,
    )
    assert done.returncode == 0
