"""Evidence drawn at random from a fixed seed: few values, so that things meet at the same microsecond.

Only `Random.random` is used, whose sequence for a seed is the same in every version of Python.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.instants import DAY, HOUR, text_of
from tests.oracle.making import instant

T = TypeVar("T")

START, END = instant("2019-01-20"), instant("2019-02-10")
MIDDLE = instant("2019-01-31T12:00:00Z")
ANCHORS = (START, END, START - DAY, START + DAY, END - DAY, END + DAY, MIDDLE, MIDDLE - 48 * HOUR)
POOL = (
    *[anchor + step for anchor in ANCHORS for step in (0, 1, -1)],
    *[MIDDLE] * 12,
    MIDDLE - 24 * HOUR,
    MIDDLE + 5 * DAY,
    instant("2018-06-01"),
    instant("2019-03-01"),
)
SETTINGS = Settings(window_start=START, window_end=END, max_rejected=1)

EMAILS = ("ann@example.org", "ann@work.example.org")
PHONES = ("+41446681800", "+33142685300")
SHARED = "ab" * 32  # a digest that may be held under either kind
PURPOSES = ("two_factor",) * 4 + (
    "account_recovery",
    "profile",
    "profile",
    "advertising",
    "newsletter",
    "survey",
)
UPLOADS = 16
OTHER_KINDS = ("device_id", "handle")


class Draw:
    """Choices, one after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def one(self, values: tuple[T, ...]) -> T:
        """One of the values."""
        return values[int(self._random.random() * len(values))]

    def sometimes(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self._random.random() * 100 < percent

    def at(self, none: int = 0) -> str | None:
        """An instant of the pool; none in so many of a hundred."""
        return None if self.sometimes(none) else text_of(self.one(POOL))


def identifier(draw: Draw, *, kind: bool) -> Row:
    """The cells of an identifier: raw, or a digest held by some under either kind."""
    if draw.sometimes(25):
        given = draw.one(("email", "phone"))
        return {"identifier_hash": SHARED, "kind": given if kind or draw.sometimes(30) else None}
    value = draw.one((EMAILS[0], EMAILS[0], PHONES[0], EMAILS[1], PHONES[1]))
    of_value = "email" if "@" in value else "phone"
    return {"identifier": value, "kind": of_value if kind or draw.sometimes(50) else None}


def said(draw: Draw, held: list[Row]) -> Row:
    """What a match or a map row says of its identifier: often nothing, else mostly one that was ever held."""
    if draw.sometimes(40):
        return {"kind": draw.one((None, None, "email", "phone"))}
    if held and draw.sometimes(80):
        own = draw.one(tuple(held))
        cells: Row = {column: own.get(column) for column in ("identifier", "identifier_hash", "region")}
        return {**cells, "kind": own["kind"] if draw.sometimes(50) else None}
    if draw.sometimes(40):
        return identifier(draw, kind=False)
    if draw.sometimes(40):
        return {"identifier": "n/a", "kind": draw.one((None, "email"))}
    return {"kind": draw.one(OTHER_KINDS), "identifier": draw.one((None, "x-1"))}


def contacts(draw: Draw, account_id: str) -> list[Row]:
    """The holdings of one account, some of them unmatchable or rejected."""
    rows: list[Row] = []
    for _ in range(draw.one((0, 1, 1, 2, 2, 3, 4))):
        cells = identifier(draw, kind=True)
        if draw.sometimes(5):
            cells = {"identifier": "n/a", "kind": "phone"}
        dates = {"valid_from": draw.at(50), "valid_to": draw.at(65)}
        region = draw.one((None, None, "DE", "CH", "FR"))
        rows.append(
            {"account_id": account_id, "purpose": draw.one(PURPOSES), **cells, **dates, "region": region}
        )
    if draw.sometimes(12):
        rows.append(
            {"account_id": account_id, "kind": "email", "identifier_hash": "abc", "purpose": "profile"}
        )
    return rows


def matches(draw: Draw, account_id: str, held: list[Row]) -> list[Row]:
    """The log lines of one account, some of them rejected."""
    rows = []
    for _ in range(draw.one((1, 1, 2, 3))):
        row: Row = {
            "matched_at": draw.at(),
            "account_id": account_id,
            "upload_id": upload_name(draw),
            "match_id": draw.one((None, "m1", "m2")),
            **said(draw, held),
            "partner_user_id": "r" if draw.sometimes(30) else None,
            "ended_at": draw.at(60),
        }
        rows.append(spoiled(draw, row) if draw.sometimes(8) else row)
    return rows


def spoiled(draw: Draw, row: Row) -> Row:
    """A log line that cannot be read, in one of several ways."""
    fault: Row = draw.one(
        (
            {"identifier_hash": "abc"},
            {"identifier_hash": "abc"},
            {"matched_at": "soon"},
            {"upload_id": None},
            {"account_id": None},
            {"account_id": None, "matched_at": "soon"},
            {"ended_at": "later"},
        )
    )
    return {**row, **fault}


def upload_name(draw: Draw) -> str:
    """A list, of which two have no record."""
    return f"u{draw.one(tuple(range(UPLOADS + 2)))}"


def map_rows(draw: Draw, account_id: str, held: list[Row]) -> list[Row]:
    """What the partner map says of one account."""
    return [
        {
            "partner_id": draw.one(("par", "par", "par", "tner")),
            "partner_user_id": draw.one(("r", "r", "r", "s")),
            "account_id": account_id,
            "mapped_at": draw.at(),
            "map_version": draw.one((None, None, "v1", "v2")),
            **said(draw, held),
            "key_id": "k" if draw.sometimes(12) else None,
        }
        for _ in range(draw.one((0, 0, 1, 2, 3, 4)))
    ]


def uploads(draw: Draw) -> list[Row]:
    """Records of the lists; of two lists there are two, which are then rejected."""
    return [
        {
            "upload_id": f"u{number}",
            "advertiser_id": f"adv{number % 4}",
            "partner_id": draw.one((None, "par", "par", "tner")),
            "system": draw.one((None, None, None, None, "tailored", "custom")),
            "uploaded_at": draw.at(40),
            "entry_count": draw.one((None, None, None, "2", "3")),
            "key_id": "k" if draw.sometimes(10) else None,
        }
        for number in (*range(UPLOADS), 3, 7)
    ]


def entries(draw: Draw) -> list[Row]:
    """What stood on the lists; some lists have nothing."""
    rows: list[Row] = []
    for number in range(UPLOADS + 2):
        for _ in range(draw.one((0, 1, 2, 3, 4))):
            cells = identifier(draw, kind=False)
            if draw.sometimes(12):
                cells = draw.one(({"identifier": "n/a"}, {"identifier": "x-1", "kind": "device_id"}))
            dates = {"added_at": draw.at(60), "removed_at": draw.at(75)}
            rows.append({"upload_id": f"u{number}", **cells, **dates})
        if draw.sometimes(10):
            rows.append({"upload_id": f"u{number}", "identifier_hash": "abc"})
    return rows


def account_records(draw: Draw, accounts: list[str]) -> list[Row]:
    """Records of some of the accounts."""
    return [
        {"account_id": each, "country": draw.one((None, "DE", "FR")), "status": draw.one((None, "deleted"))}
        for each in accounts
        if draw.sometimes(40)
    ]


def seeded(seed: int, accounts: int, **changed: object) -> Evidence:
    """One incident; `changed` are settings other than those of the others."""
    draw = Draw(seed)
    names = [f"a{number}" for number in range(accounts)]
    held = {each: contacts(draw, each) for each in names}
    inputs = {
        "contacts": [row for each in names for row in held[each]],
        "uploads": uploads(draw),
        "entries": entries(draw),
        "matches": [row for each in names for row in matches(draw, each, held[each])],
        "accounts": account_records(draw, names),
        "partner_map": [row for each in names for row in map_rows(draw, each, held[each])],
    }
    for rows in inputs.values():
        rows += [row for row in rows if draw.sometimes(3)]
    return Evidence(replace(SETTINGS, **changed), inputs)  # type: ignore[arg-type]
