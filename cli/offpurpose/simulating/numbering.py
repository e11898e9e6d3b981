"""The numbering plans from which phone numbers are drawn: blocks of a million mobile numbers by country."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a country's numbers come from.

    trunk_prefix: what stands before a number that is dialled within the country; may be empty.
    share: how many of a hundred numbers are of this country.
    blocks: what the national numbers begin with; six digits follow.
    """

    region: str
    calling_code: str
    trunk_prefix: str
    share: int
    blocks: tuple[int, ...]


def numbering_plans() -> tuple[Plan, ...]:
    """Return the plans of all countries, in their order in the file; their shares make a hundred."""
    text = (files("offpurpose.simulating") / "numbering_plans.csv").read_text(encoding="utf-8")
    return tuple(
        Plan(
            row["region"],
            row["calling_code"],
            row["trunk_prefix"],
            int(row["share"]),
            _blocks(row["blocks"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def _blocks(text: str) -> tuple[int, ...]:
    ranges = (each.split("-") for each in text.split())
    return tuple(block for first, last in ranges for block in range(int(first), int(last) + 1))
