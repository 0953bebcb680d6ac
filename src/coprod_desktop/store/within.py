# SPDX-License-Identifier: MIT
"""Whether one text, or run of bytes, stands in another: no two databases say it in one way."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Within(FunctionElement[bool]):
    """The condition that its first argument holds its second, letter for letter."""

    inherit_cache = True
    type = Boolean()


@compiles(Within, "sqlite")
def _in_the_file(element: Within, compiler: Any, **options: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **options)}) > 0)"


@compiles(Within, "postgresql")
def _on_a_server(element: Within, compiler: Any, **options: Any) -> str:
    held, wanted = (compiler.process(each, **options) for each in element.clauses)
    return f"(position({wanted} IN {held}) > 0)"
