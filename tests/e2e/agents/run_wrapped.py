"""Run one agent under `countersign run` against the scripted model: AGENT NPM_PREFIX WORKDIR.

The agent's own config is written for the model alone; nothing of telemetry is in it. Ends with the
exit code of `countersign run`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mock_model import MockModel, default_prompt
from run_agent import AGENTS, command_line, write_config


def main() -> int:
    """Model up, config written, agent run under record, model down."""
    name, prefix, workdir = sys.argv[1:]
    home = os.environ["HOME"]
    where = ["--npm-prefix", prefix, "--home", home, "--workdir", workdir]
    args = command_line([name, *where])
    model = MockModel("normal", args.workdir, 0, None)
    model.start()
    try:
        agent = AGENTS[name](args, model.url)
        if config := agent.config({}):
            write_config(agent.config_path, config)
        program = str(Path(prefix) / "node_modules" / ".bin" / name)
        words = [sys.executable, "-m", "desktop_app", "run", "--", program]
        done = subprocess.run(  # noqa: S603 - ours
            [*words, *agent.arguments(default_prompt("normal"))],
            env={**os.environ, **agent.environment()},
            cwd=workdir,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    finally:
        model.stop()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
