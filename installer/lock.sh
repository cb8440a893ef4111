#!/usr/bin/env bash
# Make both lock files anew (needs uv). The second holds the first: tests run on what users get.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-annotate --quiet "$@" >/dev/null
}
compile --group build -o requirements.lock
compile --group dev --constraint requirements.lock -o requirements-dev.lock
