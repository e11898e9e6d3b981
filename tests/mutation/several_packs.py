"""Incidents of several rule packs, drawn at random from a fixed seed, beside the plain Python of the rules.

An account holds either raw values or digests, so that no digest that was given stands beside a raw value of
its own; otherwise few values, so that raw ones meet under one pack and not under another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
from tests.matching_rules.incident import KEY, Listed, audit, verdicts_found
from tests.matching_rules.known import World
from tests.matching_rules.union import records_concerned, verdicts
from tests.matching_rules.world import keyed, sha
from tests.mutation import hand_packs
from tests.mutation.running import QUERIES, Known
from tests.mutation.seeded import Draw
from tests.oracle.evidence import Row

from offpurpose.engine.run import failed_checks

Told = tuple[tuple[str, ...], list[tuple[Any, ...]]]
NOTHING: Mapping[str, Told] = {}
EMAILS = ("jane.doe@gmail.com", "janedoe@gmail.com", "JaneDoe+x@gmail.com", "nobody")
PHONES = ("+16577770000", "(657) 777-0000", "0657 777 0000", "call me")
NORMAL = ("jane.doe@gmail.com", "janedoe@gmail.com", "janedoe+x@gmail.com", "+16577770000", "6577770000")
DIGESTS = (*map(sha, NORMAL), *(keyed(KEY, text) for text in NORMAL[:2]))
DAYS = tuple(f"{year}-01-01T00:00:00Z" for year in (2014, 2015, 2016, 2017))
UPLOADS: list[Row] = [
    {"upload_id": "t1", "system": "tailored"},
    {"upload_id": "t2", "system": "tailored", "key_id": "acme"},
    {"upload_id": "q1", "partner_id": "q", "key_id": "other"},
    {"upload_id": "q2", "partner_id": "q"},
    {"upload_id": "kept not", "partner_id": "q"},
]
LISTS = ("t1", "t2", "q1", "q2", "no record")
BY_DATE = [Listed("plain"), Listed("loose", start=DAYS[1], until=DAYS[3])]
BY_SYSTEM = [
    Listed("plain", systems=("tailored",)),
    Listed("loose", systems=("partner",), until=DAYS[2]),
    Listed("email_alone", start=DAYS[1]),
]


def contacts(draw: Draw, account_id: str, *, raw: bool) -> list[Row]:
    """What an account held: of raw values a few, or of digests."""
    return [
        {
            "account_id": account_id,
            **named(draw, raw=raw),
            "purpose": draw.one(("two_factor", "two_factor", "two_factor", "profile", "other")),
            "valid_from": draw.one((None, None, *DAYS)),
            "valid_to": draw.one((None, None, None, *DAYS)),
        }
        for _ in range(draw.one((1, 1, 2, 2, 3)))
    ]


def named(draw: Draw, *, raw: bool) -> Row:
    """An identifier, with its kind."""
    if not raw:
        return {"identifier_hash": draw.one(DIGESTS), "kind": draw.one(("email", "email", "phone"))}
    kind = draw.one(("email", "email", "phone"))
    return {"identifier": draw.one(EMAILS if kind == "email" else PHONES), "kind": kind}


def said(draw: Draw, held: list[Row] | None = None) -> Row:
    """An identifier, of those that the account holds or another, with its kind or not."""
    row = named(draw, raw=draw.sometimes(80))
    if held and draw.sometimes(50):
        own = draw.one(tuple(held))
        row = {key: own[key] for key in ("identifier", "identifier_hash", "kind") if key in own}
    return {**row, "kind": row["kind"] if draw.sometimes(50) else None}


def evidence(draw: Draw, accounts: int) -> dict[str, list[Row]]:
    """The inputs of an incident."""
    names = [f"a{number}" for number in range(accounts)]
    held = {each: contacts(draw, each, raw=draw.sometimes(75)) for each in names}
    return {
        "contacts": [row for each in names for row in held[each]],
        "uploads": [{"advertiser_id": "adv", **row} for row in UPLOADS],
        "entries": [
            {
                "upload_id": name,
                **said(draw),
                "added_at": draw.one((None, None, *DAYS)),
                "removed_at": draw.one((None, None, None, *DAYS)),
            }
            for name in LISTS
            for _ in range(5)
        ],
        "matches": [
            {
                "match_id": f"{name} {number}",
                "account_id": name,
                "upload_id": draw.one((*LISTS, "kept not")),
                "matched_at": draw.one(DAYS),
                **draw.one((said(draw, held[name]), {"kind": draw.one((None, "email", "phone"))})),
                "partner_user_id": "r" if draw.sometimes(12) else None,
            }
            for name in names
            for number in range(3)
        ],
        "partner_map": [
            {
                "partner_id": "q",
                "partner_user_id": "r",
                "account_id": name,
                "mapped_at": draw.one(DAYS),
                "map_version": str(number),
                **draw.one((said(draw, held[name]), said(draw), {})),
                "key_id": draw.one((None, None, "acme", "other")),
            }
            for number, name in enumerate(names)
        ],
    }


def known(
    name: str, rules: list[Listed], inputs: dict[str, list[Row]], beside: Mapping[str, Told] = NOTHING
) -> Known:
    """Load and audit an incident; compare it with plain Python, and with what is told beside."""
    con = duckdb.connect(config={"threads": 1})
    world = audit(con, rules, inputs, KEY)
    columns: dict[str, tuple[str, ...]] = {
        "verdict": ("match_id", "kind", "verdict", "reason"),
        "summary_records": ("affected", "email", "phone"),
    }
    failed = [f"check {check} fails" for check in failed_checks(con, QUERIES.values())]
    for table, (told, rows) in beside.items():
        found = con.execute(f"select {', '.join(told)} from {table} order by all").fetchall()
        failed += [] if found == rows else [f"{table}: {found}, not {rows}"]
        columns[table] = told
    return Known(name, con, columns, [*failed, *differences(con, world)])


def differences(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    """What the audit says otherwise than plain Python."""
    found, expected = verdicts_found(con), verdicts(world)
    told = [
        f"match {each}: {found.get(each)}, not {expected.get(each)}"
        for each in sorted(found.keys() | expected.keys())
        if found.get(each) != expected.get(each)
    ]
    kinds = records_concerned(world)
    records = con.execute("select affected, email, phone from summary_records").fetchone()
    counted = (kinds.total(), kinds["email"], kinds["phone"])
    return told if records == counted else [*told, f"records: {records}, not {counted}"]


def by_hand(rules: list[Listed]) -> Callable[[str], Known]:
    return lambda name: known(name, rules, hand_packs.evidence(), hand_packs.EXPECTED)


PACKS: dict[str, Callable[[str], Known]] = {
    "several packs by date": lambda name: known(name, BY_DATE, evidence(Draw(5), 150)),
    "several packs by system": lambda name: known(name, BY_SYSTEM, evidence(Draw(6), 150)),
    "several packs by hand": by_hand(hand_packs.EVERYWHERE),
    "several packs by hand, by system": by_hand(hand_packs.BY_SYSTEM),
    "several packs, a map row": lambda name: known(name, hand_packs.BY_PARTNER, hand_packs.of_every_system()),
}
