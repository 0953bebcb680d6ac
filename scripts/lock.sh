#!/bin/sh
# SPDX-License-Identifier: MIT
# Resolves the dependencies anew, for every system and Python at once, and writes the locks:
# names, versions, markers and hashes, and no address (docs/decisions/0001).
# UV names another uv; by default one is installed into its own environment.
set -eu

if [ -z "${UV:-}" ]; then
    [ -x build/lock/bin/python ] || python3 -m venv build/lock
    build/lock/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
    UV=build/lock/bin/uv
fi

compile() {
    out=$1
    shift
    "$UV" pip compile pyproject.toml "$@" --output-file "$out" --quiet --upgrade \
        --universal --python-version 3.11 --generate-hashes --no-sources --only-binary :all: \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links
    { printf '# SPDX-License-Identifier: MIT\n# Made by `make lock`. Do not edit.\n'; cat "$out"; } \
        >"$out.new"
    mv "$out.new" "$out"
}

compile requirements.lock
compile requirements-dev.lock --group dev --constraint requirements.lock
compile requirements-build.lock --group build --constraint requirements-dev.lock
python3 scripts/locks.py
