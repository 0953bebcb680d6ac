# SPDX-License-Identifier: MIT
"""`coprod spc`: one series in, its XmR chart out, as JSON both ways and with no store."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import terminal

if TYPE_CHECKING:
    from coprod_desktop.domain.spc import Chart

_ASSURED = {"pass": "consistent_pass", "fail": "consistent_fail", "inconsistent": "inconsistent"}
_HELP = """\
Reads {"dates": ["2026-01-01", …], "values": [12, null, …], "options": {"rebase": [dates] or null,
"fix_after_n_points": 12 or more or null, "improvement_direction": "increase", "decrease" or
"neutral", "target": number or null, "screen_outliers": true or false}} from standard input.
"""


def add_to(commands: Any) -> None:
    """Add `spc`."""
    spc = commands.add_parser(
        "spc", help="limits, rules and icons of one series (JSON in and out)", description=_HELP
    )
    spc.set_defaults(run=run)


def run(_args: Namespace) -> int:
    """Read a series, print its chart. Raises `InvalidValue`."""
    import msgspec

    from coprod_desktop.domain import spc, spc_words

    asked = _read(sys.stdin.buffer.read())
    chart = spc.chart(asked.dates, asked.values, asked.options)
    document = {
        "groups": [msgspec.to_builtins(group) for group in chart.groups],
        "points": [msgspec.to_builtins(point) for point in chart.points()],
        "icons": {"variation": chart.variation, "assurance": chart.assurance},
        "assurance_type": _ASSURED[chart.assurance] if chart.assurance else None,
        "warnings": _warnings(chart),
        "sentence": spc_words.sentence(chart),
    }
    terminal.answer(Namespace(json=True), document, ())
    return terminal.DONE


def _warnings(chart: "Chart") -> list[str]:
    short = [group for group in chart.groups if group.short_group_warning]
    if not short:
        return []
    how_many = f"{len(short)} of {len(chart.groups)} stretches have trial limits"
    return [f"{how_many}: up to twelve points, each further one moves them."]


def _read(raw: bytes) -> Any:
    import datetime
    from typing import Literal

    import msgspec
    from msgspec import Struct

    from coprod_desktop.domain.canonical import shape_of
    from coprod_desktop.domain.errors import InvalidValue
    from coprod_desktop.domain.spc import Options

    class Series(Struct, forbid_unknown_fields=True):
        """What is read. The two types are what a table of another program says of its columns."""

        dates: list[datetime.date]
        values: list[float | None]
        options: Options = Options()
        dates_type: Literal["Date"] = "Date"
        values_type: Literal["double", "integer"] = "double"

    try:
        return msgspec.json.decode(raw, type=Series)
    except msgspec.ValidationError as error:
        raise InvalidValue(what="The series", why=shape_of(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidValue(what="The series", why="it is not valid JSON") from None
