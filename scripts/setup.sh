#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the virtual environment named by $1 with everything the checks and the program need. With
# `window` as $2 it only sees to the libraries that a real window needs besides, and with `wine` to
# what runs Windows' Python.
# Run through `make setup`, which skips it when nothing changed. Debian and Ubuntu packages are
# installed when that is possible without a password; otherwise they are named.
set -eu

venv=${1:-.venv}
unset PYTHONPATH PYTHONHOME

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

# Install Debian packages, or say which ones are wanted and stop. Old names that became t64
# names (Debian 13, Ubuntu 24.04) are swapped where the archive has the new one.
debian() {
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "missing from this system (Debian names): $*. Install them and run make setup again."
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        fail "please run: sudo apt-get install $*   and then make setup again."
    fi
    $as_root apt-get update -qq || say "setup: apt-get update failed; trying with what is known."
    names=""
    for name in "$@"; do
        if apt-cache show "${name}t64" >/dev/null 2>&1; then name="${name}t64"; fi
        names="$names $name"
    done
    say "setup: installing$names"
    # shellcheck disable=SC2086  # both hold several words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends $names >/dev/null ||
        fail "apt-get could not install:$names"
}

# The first Python that is new enough; $PYTHON goes first.
find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

if [ "${2:-}" = window ]; then
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || fail "there is no display to open a window on."
    "$venv/bin/python" -c '
import ctypes
for name in "cursor.so.0", "icccm.so.4", "keysyms.so.1", "shape.so.0":
    ctypes.CDLL("libxcb-" + name)
ctypes.CDLL("libxkbcommon-x11.so.0")' 2>/dev/null ||
        debian libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0
    exit 0
fi

if [ "${2:-}" = wine ]; then
    command -v wine >/dev/null 2>&1 || debian wine wine64
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements-build.lock
    exit 0
fi

python=$(find_python) || { debian python3 python3-venv; python=$(find_python); } ||
    fail "Python 3.11 or newer is needed. Install it, or name it: make setup PYTHON=/path/to/python3"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    debian "python$version-venv"
fi

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "setup: making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
# A copied or renamed environment still points at its old place; make it anew.
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$venv"

say "setup: installing the locked dependencies"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements-dev.lock
# The project itself: nothing is fetched, its build tools are in the lock.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation --no-index --editable .

qt_starts() {
    QT_QPA_PLATFORM=offscreen "$venv/bin/python" -c '
from PySide6.QtWidgets import QApplication
QApplication([])' 2>"$venv/.qt-fault"
}
if ! qt_starts; then
    debian libglib2.0-0 libgl1 libegl1 libdbus-1-3 libxkbcommon0 libfontconfig1
    qt_starts || { cat "$venv/.qt-fault" >&2; fail "Qt does not start; see above."; }
fi
rm -f "$venv/.qt-fault"

# Tests of an office on a server start a PostgreSQL of their own; without one they are skipped.
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    (debian postgresql) || say "setup: going on without PostgreSQL; its tests will be skipped."
fi

touch "$venv/.ready"
say "setup: ready"
