# SPDX-License-Identifier: MIT
"""Checks that everything the program ships with may be shipped with it.

Reads what each installed runtime dependency says of itself, so run it inside the environment.
With a folder as its argument it also copies the licence texts there, for a build to carry.
"""

import re
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from locks import ROOT, names

# Licences that let a program under MIT carry the library unchanged. MPL-2.0 and LGPL-3.0 ask that
# changes to the library itself be shared, and LGPL that it can be replaced: it is its own file.
ALLOWED = frozenset({
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
})  # fmt: skip

# Packages whose metadata names no licence, or not which; found by reading the file in the wheel.
READ = {"python-dateutil": "Apache-2.0 OR BSD-3-Clause", "sqlcipher3": "Zlib"}

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def expression(found: Distribution) -> str:
    """The licence as an SPDX expression, or whatever words the package has for it."""
    if read := READ.get(found.name.lower()):
        return read
    fields = found.metadata.json  # a plain dictionary; the classifiers in one list
    for field in ("license_expression", "license"):
        words = str(fields.get(field, ""))
        if words and "\n" not in words:
            return words
    for classifier in fields.get("classifier", []):
        kind, _, name = classifier.rpartition(" :: ")
        if kind.startswith("License"):
            return CLASSIFIERS.get(name, name)
    return "none named"


def allowed(words: str) -> bool:
    """Whether the expression leaves a way to ship: one part of an OR, all parts of an AND.

    An expression that mixes the two is only fit if all its parts are.
    """
    parts = re.split(r" (?:AND|OR) ", words.replace("(", "").replace(")", ""))
    enough = all if " AND " in words else any
    return enough(part in ALLOWED for part in parts)


def copy_texts(found: Distribution, folder: Path) -> None:
    """Copy the licence files of one package into a folder of its name."""
    for file in found.files or []:
        if ".dist-info" in str(file) and re.match(r"(?i)licen[cs]e|copying|notice", file.name):
            target = folder / found.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(str(found.locate_file(file))), target)


def main(arguments: list[str]) -> int:
    """Print each package that may not be shipped; 1 when there is one."""
    wrong = 0
    checked = 0
    for name in sorted(names(ROOT / "requirements.lock")):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # the lock marks it for another system
        checked += 1
        words = expression(found)
        if not allowed(words):
            print(f"{name}: {words}: not a licence that scripts/licences.py knows to be fit")
            wrong += 1
        elif arguments:
            copy_texts(found, Path(arguments[0]))
    if not wrong:
        print(f"Licences: {checked} packages, all fit to ship")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
