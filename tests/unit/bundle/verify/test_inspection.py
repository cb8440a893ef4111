"""What a bundle says that it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.bundle.layout import MANIFEST, Level
from desktop_app.bundle.scope import TimeScope
from desktop_app.bundle.verify.inspection import inspect
from desktop_app.errors import BadEncodingError
from tests.fakes.bundle_forger import forge, run, standard_log
from tests.fakes.synthetic_log import SyntheticLog


def test_everything_comes_from_manifest_and_entries() -> None:
    """Scope, level, span, kinds, runs, what is missing, for whom, since when."""
    told = inspect(forge(log=standard_log(), previous=50).open())
    assert told.predicate.previous == 50
    assert told.kinds["otlp.traces"] == 1
    assert [one.to_json() for one in told.runs] == [
        {"sender": "codex", "run_id": "run-1", "entries": 6, "complete": True, "ended": True}
    ]
    assert "sealed_late" in {row["what"] for row in told.absence}
    assert told.first_us is not None
    assert told.last_us is not None
    assert told.first_us < told.last_us
    assert told.to_json()["verified"] is False
    assert (told.reason, told.encrypted, told.no_entries) == (None, False, ())


def test_a_run_that_is_not_whole_is_told() -> None:
    """Not ended, or with a gap; a file that is no entry."""
    log = SyntheticLog()
    run(log, ended=False)
    assert inspect(forge(log=log).open()).runs[0].to_json()["complete"] is False
    forged = forge()
    forged.files["entries/3.json"] = b"{}"
    told = inspect(forged.open())
    assert (told.runs[0].gap, told.no_entries) == (True, (3,))
    forged = forge(level=Level.METADATA)
    del forged.files[f"entries/{forged.predicate.export}.json"]
    assert inspect(forged.open()).reason is None


def test_nothing_in_scope_has_no_time() -> None:
    """But still says what it is."""
    forged = forge()
    forged.predicate = replace(forged.predicate, scope=TimeScope(900, 901))
    told = inspect(forged.sign().open())
    assert (told.first_us, told.last_us, told.in_scope) == (None, None, 0)


def test_without_a_manifest_it_says_nothing() -> None:
    """An error, not a guess."""
    forged = forge()
    forged.files[MANIFEST] = b"{}\n"
    with pytest.raises(BadEncodingError):
        inspect(forged.open())
