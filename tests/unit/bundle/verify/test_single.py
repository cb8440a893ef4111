"""The command line of verify.py."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.verify import single
from desktop_app.bundle.verify.single import main
from desktop_app.tlog.note import Algorithm, format_vkey, verifier_key
from tests.fakes.bundle_forger import forge, judged, standard_log

if TYPE_CHECKING:
    from pathlib import Path

LOG = standard_log()
FORGED = forge(log=LOG, sizes=[50])


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    """Return the path of a bundle."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(FORGED.to_zip())
    return str(path)


def test_it_says_what_the_verifier_says(bundle: str, capsys, tmp_path: Path) -> None:
    """Text and JSON, with the verdict's exit code; key, fingerprint and anchor are taken."""
    assert main([bundle]) == 20
    text = capsys.readouterr().out
    assert text.startswith("CANNOT TELL  (KEY_UNPINNED)\n")
    assert LOG.fingerprint in text
    assert "What this does not prove:" in text
    key = verifier_key(LOG.origin, Algorithm.ED25519, LOG.roots[0].public.ed25519)
    assert main([bundle, "--key", format_vkey(key), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["word"] == "MATCH"
    (tmp_path / "note").write_bytes(LOG.note(50))
    given = ["--fingerprint", LOG.fingerprint, "--anchor", str(tmp_path / "note")]
    assert main([bundle, *given]) == 0
    text = capsys.readouterr().out
    assert text.startswith("MATCH  (CONSISTENT)")
    assert f"  {LOG.origin}, level redacted, 6 entries, 1 run\n" in text
    assert "Who kept a checkpoint has the same first 50 entries." in text


def test_steps_that_were_not_done_are_one_line(capsys, tmp_path: Path) -> None:
    """What failed stands out."""
    (tmp_path / "odd.zip").write_bytes(b"PK")
    assert main([str(tmp_path / "odd.zip")]) == 60
    text = capsys.readouterr().out
    assert text.count("not done") == 0
    assert "Not done, because of what failed before: 2, 3," in text


def test_the_first_bad_place_is_told(capsys, tmp_path: Path) -> None:
    """And what was sealed, when a report was altered; many findings are counted."""
    forged = FORGED.copy()
    forged.files["entries/15.json"] = b"{}"
    assert main([str(forged.finish().write(tmp_path / "a"))]) == 40
    assert "First bad place: entry 15." in capsys.readouterr().out
    forged = FORGED.copy()
    forged.files["README.txt"] += b"!"
    assert main([str(forged.write(tmp_path / "b"))]) == 40
    assert "What was sealed, judged by itself: KEY_UNPINNED." in capsys.readouterr().out
    forged = FORGED.copy()
    for seq in [one for one in forged.files if one.startswith("proofs/")]:
        del forged.files[seq]
    forged.files["payloads/content.zip.age"] = b""
    main([str(forged.finish().write(tmp_path / "c"))])
    out = capsys.readouterr().out
    assert "more: --json" in out
    assert "--content content.zip" in out


def test_a_wrong_command_line_is_told(bundle: str, capsys, tmp_path: Path) -> None:
    """On standard error, with exit code 2; so is a bundle that is not there."""
    for given in (["--key", "x"], ["--fingerprint", "1"], ["--anchor", str(tmp_path / "no")]):
        assert main([bundle, *given]) == 2
        assert capsys.readouterr().err.startswith("verify.py: ")
    assert main([str(tmp_path / "nothing")]) == 1


def test_where_nothing_was_found_nothing_is_listed() -> None:
    """No heading without a line; what was not kept is still counted."""
    report = judged(FORGED, fingerprint=LOG.fingerprint)
    assert list(single._findings(replace(report, findings=()))) == []
    lines = list(single._findings(replace(report, findings=(), findings_dropped=100)))
    assert [line.strip().split(":")[0] for line in lines] == [f"and {100 - single._SHOWN} more"]
