#!/usr/bin/env bash
# Make the lock files anew (needs uv). Each holds the one before: the tray's the recorder's, and tests
# run on what users get.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-annotate --quiet "$@" >/dev/null
}
compile --group build -o requirements.lock
compile --group build --extra tray --constraint requirements.lock -o requirements-tray.lock
compile --group dev --extra tray --extra mcp --constraint requirements-tray.lock -o requirements-dev.lock
