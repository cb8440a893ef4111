"""countersign bundle verify: no ledger, no recorder; the verdict, its reason, its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.tlog.note import Algorithm, format_vkey, verifier_key
from tests.fakes.bundle_forger import forge, standard_log

if TYPE_CHECKING:
    from pathlib import Path

LOG = standard_log()
FORGED = forge(log=LOG, sizes=[305])
KEY = format_vkey(verifier_key(LOG.origin, Algorithm.ED25519, LOG.roots[0].public.ed25519))


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    """Return the path of a bundle."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(FORGED.to_zip())
    return str(path)


def test_without_a_key_it_says_whom_to_call(empty, bundle):
    """With the fingerprint to compare, and all that is not proven."""
    done = empty("bundle", "verify", bundle)
    assert done.code == 20
    assert done.out.startswith("CANNOT TELL  KEY_UNPINNED\n")
    assert LOG.fingerprint in done.out
    assert "Call whoever keeps this log" in done.out
    assert "14  Trust" in done.out
    assert "What this does not prove:" in done.out


def test_with_a_key_it_matches(empty, bundle, tmp_path):
    """By key, by fingerprint; an anchor is taken, and an identity that nothing needs."""
    assert empty("bundle", "verify", bundle, "--key", KEY).out.startswith("MATCH  CONSISTENT")
    (tmp_path / "kept").write_bytes(LOG.note(305))
    (tmp_path / "me").write_text("# nothing\n")
    given = ("--fingerprint", LOG.fingerprint, "--anchor", str(tmp_path / "kept"))
    done = empty("bundle", "verify", bundle, *given, "--identity", str(tmp_path / "me"))
    assert (done.code, done.out.split()[1]) == (0, "ANCHORED")
    assert not (tmp_path / "data").exists()


def test_an_earlier_bundle_is_an_anchor(empty, bundle, tmp_path):
    """As a zip or a folder: its checkpoint is taken; what cannot be one is told."""
    (tmp_path / "older.zip").write_bytes(FORGED.to_zip())
    for given in (tmp_path / "older.zip", FORGED.write(tmp_path / "older")):
        done = empty("bundle", "verify", bundle, "--key", KEY, "--anchor", str(given))
        assert (done.code, done.out.split()[1]) == (0, "ANCHORED")
    (tmp_path / "empty").mkdir()
    done = empty("bundle", "verify", bundle, "--key", KEY, "--anchor", str(tmp_path / "empty"))
    assert done.code == 2
    assert "--anchor: 0 files" in done.err


def test_a_script_gets_the_whole_report(empty, bundle):
    """In the envelope, as every verb."""
    data = empty("bundle", "verify", bundle, "--output", "json").data
    assert (data["word"], data["exit_code"], len(data["steps"])) == ("CANNOT TELL", 20, 14)


def test_the_first_bad_place_is_told(empty, tmp_path):
    """And what others wrote cannot move the cursor."""
    forged = FORGED.copy()
    forged.files["entries/15.json"] = b'{"\x1b[2J":1}'
    done = empty("bundle", "verify", str(forged.finish().write(tmp_path / "bad")))
    assert done.code == 40
    assert done.out.startswith("MISMATCH  INVALID\n")
    assert "First bad place: entry 15." in done.out
    assert "\x1b" not in done.out
    forged = FORGED.copy()
    forged.files["README.txt"] += b"!"
    done = empty("bundle", "verify", str(forged.write(tmp_path / "altered")))
    assert "README.txt was altered, or is of another version." in done.out
    assert "What was sealed, judged by itself: KEY_UNPINNED." in done.out
    forged = FORGED.copy()
    for path in [path for path in forged.files if path.startswith("proofs/")]:
        del forged.files[path]
    done = empty("bundle", "verify", str(forged.finish().write(tmp_path / "many")))
    assert "more: --output json" in done.out


def test_what_was_given_wrongly_is_told(empty, bundle, tmp_path):
    """Exit 2; a file that is not there is no verdict."""
    (tmp_path / "large").write_bytes(bytes((1 << 20) + 1))
    (tmp_path / "odd").write_bytes(b"\xff")
    for given in (
        ("--key", "x"),
        ("--fingerprint", "12"),
        ("--anchor", str(tmp_path / "large")),
        ("--identity", str(tmp_path / "odd")),
        ("--tsa-root", str(tmp_path / "nothing")),
    ):
        assert empty("bundle", "verify", bundle, *given).code == 2
    assert empty("bundle", "verify", str(tmp_path / "nothing")).code == 1
    (tmp_path / "odd.zip").write_bytes(b"PK")
    done = empty("bundle", "verify", str(tmp_path / "odd.zip"))
    assert done.code == 60
    assert "Not done, because of what failed before: 2, 3," in done.out
