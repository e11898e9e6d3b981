"""The tables of a case as they are listed for those who ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.text import counted

Json = dict[str, Any]

_LONGEST_TYPE = 24


def schema_view(tables: Sequence[Json]) -> RenderableType:
    """Lay out tables by their group, each with what a row is and its columns."""
    parts: list[RenderableType] = []
    for group, listed in groupby(tables, key=lambda table: str(table["group"])):
        parts.append(Text(group, style="bold underline"))
        parts += [Padding(_table(table), (0, 0, 1, 2)) for table in listed]
    return Group(*parts)


def _table(table: Json) -> RenderableType:
    size = "a view" if not table["stored"] else counted(table["rows"], "row")
    lines = [Text.assemble((printable(table["name"]), "bold"), f"  {size}")]
    if table["title"]:
        lines.append(Text(f"{table['title']}. Grain: {table['grain']}."))
    columns = ", ".join(f"{each['name']} {_type(each['type'])}" for each in table["columns"])
    lines.append(Text(printable(columns), style="dim"))
    return Group(*lines)


def _type(kind: str) -> str:
    if kind.startswith("ENUM"):
        return "ENUM"
    return kind if len(kind) <= _LONGEST_TYPE else f"{kind[: _LONGEST_TYPE - 3]}..."
