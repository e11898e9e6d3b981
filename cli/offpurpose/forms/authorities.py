"""Who is to be notified where: authorities by country and state, a data file with the source of each line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GROUPS = ("eea", "uk", "switzerland", "us", "us_states")

# What the European Union writes for two countries, and so do records.
_ALSO = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority.

    place: a country by ISO 3166-1, or a state of the United States by ISO 3166-2.
    website, report_page: None where no source for them was found.
    as_of: the day on which the source was last looked at.
    """

    place: str
    group: str
    name: str
    website: str | None
    report_page: str | None
    source: str
    as_of: str


@cache
def all_authorities() -> tuple[Authority, ...]:
    """Return every authority that is known, by place."""
    text = (files("offpurpose.forms") / "authorities.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return tuple(
        Authority(
            place=row["place"],
            group=row["group"],
            name=row["name"],
            website=row["website"] or None,
            report_page=row["report_page"] or None,
            source=row["source"],
            as_of=row["as_of"],
        )
        for row in rows
    )


def authorities_of(groups: tuple[str, ...]) -> tuple[Authority, ...]:
    """Return the authorities of some groups, by place."""
    return tuple(each for each in all_authorities() if each.group in groups)


def places_of(group: str) -> frozenset[str]:
    """Return the places of a group."""
    return frozenset(each.place for each in authorities_of((group,)))


def country_of(place: str) -> str:
    """Return the country of a place as ISO 3166 has it, without its subdivision."""
    country = place.partition("-")[0]
    return _ALSO.get(country, country)
