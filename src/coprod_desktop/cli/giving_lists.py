# SPDX-License-Identifier: MIT
"""`coprod report STORE csv` and `xlsx`: a list of comments for a spreadsheet."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from coprod_desktop.cli import stores, terminal
from coprod_desktop.cli.reading import day

_EXACT = ("site", "wing", "service", "theme", "kind", "status", "who_can_fix")


def add_reports(add: Callable[[str, str], ArgumentParser]) -> None:
    """Add both kinds."""
    for kind, says in (
        ("csv", "a list of comments as a plain table (CSV)"),
        ("xlsx", "a list of comments as a workbook, with counts whose small numbers are hidden"),
    ):
        parser = add(kind, says)
        parser.add_argument("--search", metavar="WORDS", default="")
        parser.add_argument("--from", type=day, metavar="DATE", dest="date_from")
        parser.add_argument("--until", type=day, metavar="DATE", dest="date_to")
        for name in _EXACT:
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="CODE", default="")
        parser.add_argument("--answered", choices=("yes", "no"), default="")
        parser.add_argument(
            "--with-words", action="store_true", help="patients' words too: it is not encrypted"
        )
        if kind == "xlsx":
            parser.add_argument("--rule", choices=("nhs_digital", "fft"), default="nhs_digital")
        parser.set_defaults(run=_write, kind_of_file=kind, rule="nhs_digital")


def _write(args: Namespace) -> int:
    from coprod_desktop.services.papers import exporting
    from coprod_desktop.services.recording.lists import Query

    if args.to.suffix.lower() != f".{args.kind_of_file}":
        raise terminal.WrongUsage(f"the file's name ends in .{args.kind_of_file}")
    exact = {name: getattr(args, name) for name in _EXACT}
    query = Query(
        words=args.search,
        date_from=args.date_from or "",
        date_to=args.date_to or "",
        answered=args.answered,
        **exact,
    )
    said = [f"{name.replace('_', ' ')}: {value}" for name, value in exact.items() if value]
    said += [f"answered: {args.answered}"] if args.answered else []
    wanted = exporting.Wanted(query, words=args.with_words, rule=args.rule, filters=", ".join(said))
    with stores.opened(args) as s, terminal.watched() as progress:
        number = exporting.write(s, args.to, wanted, progress)
    lines = [f"{number} comments were written to {args.to}. The file is not encrypted."]
    terminal.answer(args, {"file": args.to, "comments": number}, lines)
    return terminal.DONE
