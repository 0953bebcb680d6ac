# SPDX-License-Identifier: MIT
"""Finds the files that come with the program, however it was installed.

In a checkout `resources/`, `migrations/` and the user guide in `docs/` lie at the top of the tree;
a wheel and a frozen build carry them in `_bundled/` beside this file (PyInstaller keeps `__file__`
true).
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The bundled file or folder `name`, a path with `/` under `resources/`.

    Raises:
        RuntimeError: it is not there, which is a fault of the build, not of the user.
    """
    return _bundled(_PACKAGE, f"resources/{name}")


def migrations() -> Path:
    """The folder of database migrations, as alembic's `script_location`.

    Raises:
        RuntimeError: it is not there, which is a fault of the build, not of the user.
    """
    return _bundled(_PACKAGE, "migrations")


def guide() -> Path:
    """The folder of the user guide's pages; its pictures lie in `../images`.

    Raises:
        RuntimeError: it is not there, which is a fault of the build, not of the user.
    """
    return _bundled(_PACKAGE, "docs/guide")


def _bundled(package: Path, name: str) -> Path:
    installed = package / "_bundled"
    root = installed if installed.is_dir() else package.parents[1]
    found = root / name
    if not found.exists():
        raise RuntimeError(f"This build of Coprod Desktop lacks a file it needs: {name}")
    return found
