# SPDX-License-Identifier: MIT
"""Checks that everything the program ships with may be shipped with it.

Reads what each installed runtime dependency says of itself, so run it inside the environment.
With a folder as its argument it also copies the licence texts there, for a build to carry; with
``--show`` it writes the file that the program shows under Settings, About.
"""

import json
import re
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from locks import ROOT, names

SHOWN = ROOT / "resources" / "data" / "licences.json"
LICENCE_FILE = re.compile(r"(?i)licen[cs]e|copying|notice")

# Parts that are no package: name, licence, and the files of this tree that hold the texts. Python's
# own licence comes with Python.
OTHERS = (
    ("Coprod Desktop", "MIT", ("LICENSE",)),
    ("Atkinson Hyperlegible Next", "OFL-1.1", ("resources/fonts/OFL.txt",)),
)
# What the wheels leave out: Qt's texts lie in `licences/`.
LEFT_OUT = {
    "pyside6-essentials": ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt"),
    "shiboken6": ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt"),
}

# Licences that let a program under MIT carry the library unchanged. MPL-2.0 and LGPL-3.0 ask that
# changes to the library itself be shared, and LGPL that it can be replaced: it is its own file.
ALLOWED = frozenset({
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MIT-CMU",
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


def files(found: Distribution) -> list[Path]:
    """The licence files that a package brings."""
    inside = [file for file in found.files or [] if ".dist-info" in str(file)]
    own = [Path(str(found.locate_file(f))) for f in inside if LICENCE_FILE.match(f.name)]
    return own or [ROOT / name for name in LEFT_OUT.get(found.name.lower().replace("_", "-"), ())]


def copy_texts(found: Distribution, folder: Path) -> None:
    """Copy the licence files of one package into a folder of its name."""
    for file in files(found):
        target = folder / found.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def show(packages: list[Distribution]) -> dict[str, object]:
    """What the program shows: every part with its licence, and each text once."""
    texts: list[str] = []
    parts: list[dict[str, object]] = []

    def add(name: str, version: str, licence: str, lie: list[Path]) -> None:
        places: list[int] = []
        for file in lie:
            text = file.read_text("utf-8", errors="replace").strip() + "\n"
            if text not in texts:
                texts.append(text)
            places.append(texts.index(text))
        parts.append({"name": name, "version": version, "licence": licence, "texts": places})

    for name, licence, lie in OTHERS:
        add(name, "", licence, [ROOT / file for file in lie])
    for found in packages:
        add(found.name, found.version, expression(found), files(found))
    return {"parts": parts, "texts": texts}


def main(arguments: list[str]) -> int:
    """Print each package that may not be shipped; 1 when there is one."""
    wrong = 0
    packages: list[Distribution] = []
    to_show = arguments == ["--show"]
    for name in sorted(names(ROOT / "requirements.lock")):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # the lock marks it for another system
        packages.append(found)
        words = expression(found)
        if not allowed(words):
            print(f"{name}: {words}: not a licence that scripts/licences.py knows to be fit")
            wrong += 1
        elif arguments and not to_show:
            copy_texts(found, Path(arguments[0]))
    if to_show:
        SHOWN.write_text(json.dumps(show(packages), indent=1, ensure_ascii=False) + "\n", "utf-8")
    if not wrong:
        print(f"Licences: {len(packages)} packages, all fit to ship")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
