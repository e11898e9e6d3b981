"""One SELECT over a scan, built as layers: each adds columns made of those below it.

There is no join, sort or distinct in it, so that raw values stay in memory and are gone after their row.
"""

from __future__ import annotations

from collections.abc import Mapping


class Layers:
    """A select that grows; a name is given once, so the order of columns within a layer has no meaning."""

    def __init__(self, relation: str, columns: Mapping[str, str]) -> None:
        """Begin with `columns`, name -> expression, over `relation`, anything that can stand after FROM."""
        self.sql = f"(select {_list(columns)} from {relation})"

    def add(self, columns: Mapping[str, str]) -> None:
        """Add columns, name -> expression over the columns so far."""
        if columns:
            self.sql = f"(select *, {_list(columns)} from {self.sql})"

    def replace(self, columns: Mapping[str, str]) -> None:
        """Give columns that are there another value, name -> expression over the columns so far."""
        if columns:
            self.sql = f"(select * replace ({_list(columns)}) from {self.sql})"

    def select(self, columns: Mapping[str, str]) -> str:
        """Return the finished SELECT with these columns, name -> expression."""
        return f"select {_list(columns)} from {self.sql}"


def _list(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} as {name}" for name, sql in columns.items())
