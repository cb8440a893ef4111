"""countersign bundle verifier: the single file, written where it is asked for."""

from __future__ import annotations

from desktop_app.bundle import onefile


def test_the_file_is_written_once(empty, tmp_path):
    """Byte for byte; nothing is written over."""
    path = tmp_path / "verify.py"
    done = empty("bundle", "verifier", "--to", str(path))
    assert (done.code, path.read_bytes()) == (0, onefile.generate().encode())
    assert f"python3 {path} BUNDLE" in done.out
    path.write_text("mine")
    assert empty("bundle", "verifier", "--to", str(path)).code == 2
    assert path.read_text() == "mine"
    assert empty("bundle", "verifier", "--to", str(tmp_path / "no" / "verify.py")).code == 1
