"""countersign completion: what a shell reads once."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell, empty):
    """It asks this program for completions."""
    done = empty("completion", shell)
    assert done.code == 0
    assert f"_COUNTERSIGN_COMPLETE={shell}_complete" in done.out


def test_other_shells_are_refused(empty):
    """With the list of those that are known."""
    done = empty("completion", "cmd")
    assert done.code == 2
    assert "bash" in done.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_verbs_and_flags(store, tmp_path):
    """The script, in a real bash, with this program as `countersign`."""
    program = tmp_path / "countersign"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m desktop_app "$@"\n')
    program.chmod(0o700)
    script = (
        'eval "$(countersign completion bash)"; '
        'ask() { COMPREPLY=(); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        "_countersign_completion countersign; "
        'echo "${COMPREPLY[@]}"; }; '
        "ask countersign ru; ask countersign --; ask countersign show hos; "
        "ask countersign runs --output js"
    )
    env = {**store, "PATH": f"{tmp_path}:{store['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=env, capture_output=True, text=True, check=True
    )
    verbs, flags, runs, formats = done.stdout.splitlines()
    assert verbs.split() == ["run", "runs"]
    assert {"--data-dir", "--output", "--version", "--help"} <= set(flags.split())
    assert runs.split() == ["hostile-1"]
    assert formats.split() == ["json", "jsonl"]
    assert done.stderr == ""
