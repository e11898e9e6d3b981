"""Stories: a match, and around it what one rule or another looks for, so that every rule is met often."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from tests.oracle.evidence import Row
from tests.oracle.making import upload
from tests.world_cells import (
    MIDDLE,
    Known,
    identifier_cells,
    instant_cell,
    other_kind_cells,
    unmatchable_cells,
)
from tests.world_rows import Draw, Plan, at, map_rows, maybe

Story = dict[str, list[Row]]

# What was held: the purposes of the first identifier, of the second, and so on.
S, P, U, D = ("two_factor",), ("profile",), ("newsletter",), ("account_recovery", "advertising")
SU, NOTHING = ("two_factor", "newsletter"), ()
HELD = ((S,), (P,), (S, P), (D,), (U,), (S, U), (P, U), (SU,), (S, S), (P, D), (NOTHING,))


class Aim(NamedTuple):
    """What a story is about: what the match says, where its evidence is, and what was held."""

    says: str
    by: str
    held: tuple[tuple[str, ...], ...]


AIMS = (
    *[Aim("identifier", "log", held) for held in ((S,), (P,), (D,), (U,), (SU,), (NOTHING,))],
    *[Aim("past identifier", "log", held) for held in ((S,), (D,))],
    *[Aim(says, "log", (S,)) for says in ("other kind", "unmatchable")],
    *[Aim("kind", "no list", (S,))] * 2,
    *[Aim("nothing", by, held) for held in HELD for by in ("list", "no list")],
    *[Aim("kind", by, (held,)) for held in (S, P, S) for by in ("list", "no list")],
    *[Aim("nothing", "other list", (S,))] * 3,
    *[Aim("identifier", "map", held) for held in ((S,), (P,), (D,), (U,), (NOTHING,), (S,))],
    *[Aim("nothing", "map", held) for held in HELD],
    *[Aim("kind", "map", held) for held in ((S,), (S, P), (P,))],
    *[
        Aim(says, "map", (S,))
        for says in ("key", "key", "other kind", "other kind", "unmatchable", "past identifier")
    ],
    Aim("nothing", "no map", (S,)),
)


@st.composite
def interval(draw: Draw, plan: Plan, t: int, name: str, columns: tuple[str, str]) -> Row:
    """A half-open interval that contains t, and often just so."""
    before = [instant for instant in plan.instants if instant <= t]
    after = [instant for instant in (*plan.instants, t + 1) if instant > t]
    ends = (draw(maybe(st.sampled_from(each))) if each else None for each in (before, after))
    return {
        column: None if end is None else draw(instant_cell(end, plan.settings, name))
        for column, end in zip(columns, ends, strict=True)
    }


@st.composite
def holdings(draw: Draw, plan: Plan, account_id: str, aim: Aim, t: int) -> list[Row]:
    """Contact rows that give the aim's identifiers the aim's purposes at t (or, of a past one, until t)."""
    rows: list[Row] = []
    for known, purposes in zip(plan.identifiers, aim.held, strict=False):
        for purpose in purposes:
            cells = draw(identifier_cells(known, plan.settings, kind_given=True))
            span = draw(interval(plan, t, "contacts", ("valid_from", "valid_to")))
            if aim.says == "past identifier":
                span["valid_to"] = draw(instant_cell(t, plan.settings, "contacts"))
            rows.append({"account_id": account_id, "purpose": purpose, **cells, **span})
    if draw(st.integers(0, 7)) == 7:
        rows.append({"account_id": account_id, "kind": "fax", "identifier": "1", "purpose": "profile"})
    return rows


@st.composite
def said(draw: Draw, plan: Plan, says: str) -> Row:
    """The cells in which a match or a map row says what the aim wants."""
    known: Known = plan.identifiers[0]
    if says in ("identifier", "past identifier"):
        return draw(identifier_cells(known, plan.settings, kind_given=False))
    if says == "kind":
        return {"kind": known.kind}
    if says == "other kind":
        return draw(other_kind_cells())
    if says == "unmatchable":
        return draw(unmatchable_cells(kind_given=False))
    if says == "key":
        return {"identifier_hash": "ab" * 32, "kind": draw(maybe(st.just(known.kind))), "key_id": "k"}
    return {}


@st.composite
def listing(draw: Draw, plan: Plan, upload_id: str, aim: Aim, t: int) -> list[Row]:
    """Entries that put what was held on the list at t; on some lists beside another kind."""
    rows: list[Row] = []
    for known in plan.identifiers[: len(aim.held)]:
        cells = draw(identifier_cells(known, plan.settings, kind_given=False))
        span = draw(interval(plan, t, "entries", ("added_at", "removed_at")))
        rows.append({"upload_id": upload_id, **cells, **span})
    if aim.by == "other list":
        rows.append({"upload_id": upload_id, **draw(other_kind_cells())})
    return rows


@st.composite
def stories(draw: Draw, plan: Plan, records: list[Row]) -> Story:
    """One match with its surroundings."""
    aim = draw(st.sampled_from(AIMS))
    account_id, mapped = draw(st.sampled_from(plan.accounts)), aim.by in ("map", "no map")
    fit = [each for each in records if each["partner_id"] is not None] if aim.by == "map" else []
    record = draw(st.sampled_from(fit or records or [upload("gone")]))
    t = draw(st.sampled_from((MIDDLE, *plan.instants)))
    matched_at = max(MIDDLE, t) if mapped and draw(st.booleans()) else t
    line: Row = {
        "matched_at": draw(instant_cell(matched_at, plan.settings, "matches")),
        "account_id": account_id,
        "upload_id": record["upload_id"],
        "match_id": draw(maybe(st.sampled_from(("m1", "m2", "-m3")))),
        **({"partner_user_id": "r"} if mapped else draw(said(plan, aim.says))),
        "ended_at": draw(maybe(at(plan, "matches"), one_in=4)),
    }
    story: Story = {"contacts": draw(holdings(plan, account_id, aim, t)), "matches": [line]}
    if aim.by in ("list", "other list"):
        story["entries"] = draw(listing(plan, str(record["upload_id"]), aim, t))
    if aim.by == "map":
        key: Row = {
            "partner_id": record.get("partner_id") or "par",
            "partner_user_id": "r",
            "account_id": account_id,
        }
        row = {**draw(map_rows(plan)), **blank_identifier(), **draw(said(plan, aim.says)), **key}
        row["mapped_at"] = draw(instant_cell(t, plan.settings, "partner_map"))
        others = [draw(map_rows(plan)) for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2))))]
        story["partner_map"] = [row, *({**each, **key} for each in others)]
    return story


def blank_identifier() -> Row:
    """No identifier, no kind, no key."""
    return dict.fromkeys(("kind", "identifier", "identifier_hash", "region", "key_id"))
