"""Several small incidents as one, each with accounts and lists of its own: an audit costs as much for all."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.evidence import Row

Inputs = dict[str, list[Row]]
IDS = ("account_id", "upload_id", "partner_id", "match_id")


def together(parts: Iterable[tuple[int, Inputs]]) -> Inputs:
    """The rows of incidents that each have a number."""
    inputs: Inputs = {}
    for number, part in parts:
        for name, rows in part.items():
            inputs.setdefault(name, []).extend(own_ids(row, number) for row in rows)
    return inputs


def own_ids(row: Row, number: int) -> Row:
    """A row, its ids numbered so that they are those of no other incident."""
    return {
        column: f"{text}.{number}" if column in IDS and text is not None else text
        for column, text in row.items()
    }


def alike(parts: list[Inputs]) -> list[Inputs]:
    """Incidents, in the order of their numbers, made one where they give the same inputs."""
    groups: dict[frozenset[str], list[tuple[int, Inputs]]] = {}
    for number, part in enumerate(parts):
        groups.setdefault(frozenset(part), []).append((number, part))
    return [together(group) for group in groups.values()]
