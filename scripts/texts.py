# SPDX-License-Identifier: MIT
"""Gathers every text that a person may read into a file for translators.

python scripts/texts.py resources/i18n/coprod_cy.ts
"""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import coprod_desktop
from coprod_desktop.domain import complaint_words, coproduction, harm, translating
from coprod_desktop.domain.errors import UserError

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "coprod_desktop"
PLACES = ("app.py", "gui", "domain", "services", "store", "bundle")
REASONS = ("what", "why")
TAKERS = ("must_be", "_check", "_name", "_not", "_plain", "_coded", "Column", "Filled")
"""Functions that take a reason by its place."""
_SAID = re.compile(r"[A-Za-z“{][^\n`<>=\\]* [^\n`<>=\\]*$")
_QUERY = re.compile(r"[A-Z]{3,} ")


def modules() -> Iterator[Path]:
    """Every module that says something to a person in a window."""
    for place in PLACES:
        path = SOURCE / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def beneath() -> Iterator[Path]:
    """Every module below the windows."""
    for file in modules():
        if "gui" not in file.relative_to(SOURCE).parts:
            yield file


def kinds(kind: type[UserError] = UserError) -> Iterator[type[UserError]]:
    """Every kind of fault, with all modules imported."""
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


def reasons(file: Path) -> Iterator[str]:
    """What a module may fill into a fault's sentences, or say by `known`: literals and `Filled`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for found in filter(None, map(literal, handed_on(node))):
            if _SAID.match(found) and not _QUERY.match(found):
                yield found


def literal(value: ast.expr) -> str:
    """A text that stands there as it is, or nothing."""
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def handed_on(node: ast.AST) -> Iterator[ast.expr]:
    """Every value that a piece of code names, gives back, or hands to a fault as its reason."""
    open_: list[ast.expr] = []
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Return, ast.Yield)) and node.value:
        open_ = [node.value]
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        open_ = [*node.args] if called in TAKERS else []
        open_ += [each.value for each in node.keywords if each.arg in REASONS]
    while open_:
        value = open_.pop()
        if isinstance(value, ast.IfExp):
            open_ += [value.body, value.orelse]
        elif isinstance(value, (ast.BoolOp, ast.Dict)):
            open_ += value.values
        elif isinstance(value, ast.Tuple):
            open_ += value.elts
        else:
            yield value


def looked_up() -> list[str]:
    """Texts that no call holds as a literal: of data files, of faults, and reasons for them."""
    found: dict[str, None] = {}

    def note(_context: str, text: str) -> str:
        found[text] = None
        return text

    # Here: only the windows know which themes there are.
    from coprod_desktop.domain import themes

    for each in pkgutil.walk_packages(coprod_desktop.__path__, "coprod_desktop."):
        if each.name.split(".")[1] in {"domain", "bundle", "store", "services"}:
            importlib.import_module(each.name)
    translating.use(note)
    harm.routes()
    harm.never_claims()
    coproduction.words()
    complaint_words.spoken()
    themes.labels()
    translating.use()
    for kind in kinds():
        found |= dict.fromkeys((kind.TITLE, kind.SAFE, kind.ADVICE))
    for file in beneath():
        found |= dict.fromkeys(reasons(file))
    return [text for text in found if any(letter.isalpha() for letter in text)]


def main() -> int:
    """Run Qt's own tool over the modules, and over what is looked up."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one file
        print(__doc__)
        return 2
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    with tempfile.TemporaryDirectory() as folder:
        more = Path(folder) / "looked_up.py"
        lines = (f'QT_TRANSLATE_NOOP("{translating.VOCABULARY}", {text!r})' for text in looked_up())
        more.write_text("\n".join(lines), "utf-8")
        files = [*map(str, modules()), str(more)]
        command = [str(tool), *files, "-source-language", "en_GB", "-ts", sys.argv[1]]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
