"""The rows of small worlds: what each input may hold, drawn from one plan of few values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st
from tests.oracle.evidence import Row, Settings
from tests.world_cells import (
    EDGES,
    END,
    IDENTIFIERS,
    MIDDLE,
    POOL,
    START,
    Known,
    identifier_cells,
    instant_cell,
    other_kind_cells,
    unmatchable_cells,
)

T = TypeVar("T")
Draw = st.DrawFn

ACCOUNTS = ("a", "b", "7", "007", "-e")
UPLOADS = ("u", "v", "w")
PURPOSES = ("two_factor", "profile", "newsletter", "account_recovery", "advertising")
KINDS = ("email", "phone", "E-Mail")
SYSTEMS = (*[("tailored", "partner")] * 4, ("partner",), ("tailored", "custom"))
HASHES = (("sha256",), ("sha256", "md5"), ("md5", "sha256"), ("sha512", "sha1", "sha256"))
ZONES = ("UTC", "Europe/Zurich", "America/New_York")


@dataclass(frozen=True)
class Plan:
    """What the rows of one world are drawn from."""

    settings: Settings
    accounts: tuple[str, ...]
    uploads: tuple[str, ...]
    identifiers: tuple[Known, ...]
    instants: tuple[int, ...]
    odd: int  # one row in so many is spoiled


def some(values: tuple[T, ...], least: int, most: int) -> st.SearchStrategy[tuple[T, ...]]:
    """A few of the values."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True).map(tuple)


def maybe(strategy: st.SearchStrategy[T], *, one_in: int = 2) -> st.SearchStrategy[T | None]:
    """A value one time in so many, else None."""
    return st.integers(1, one_in).flatmap(lambda n: strategy if n == one_in else st.none())


@st.composite
def settings(draw: Draw) -> Settings:
    """An incident of the first five days of 2019, or of all time until then."""
    epochs = ("iso", "iso", "iso", "epoch_us", "epoch_ms")
    modes = {name: draw(st.sampled_from(epochs)) for name in ("contacts", "matches", "entries")}
    return Settings(
        window_start=draw(st.sampled_from((START, START, START, None))),
        window_end=END,
        rule=draw(st.sampled_from(("matched", "matched", "active"))),
        systems=draw(st.sampled_from(SYSTEMS)),
        timezone=draw(st.sampled_from(ZONES)),
        hash=draw(st.sampled_from(HASHES)),
        email=draw(st.sampled_from(("lowercase", "gmail"))),
        phone=draw(st.sampled_from(("e164", "e164_no_plus"))),
        default_region=draw(st.sampled_from(("US", None, "CH"))),
        other_kinds=draw(st.sampled_from((("device_id",), ()))),
        timestamps={name: mode for name, mode in modes.items() if mode != "iso"},
    )


@st.composite
def plans(draw: Draw) -> Plan:
    """The handful of accounts, lists, identifiers and instants of one world."""
    return Plan(
        settings=draw(settings()),
        accounts=draw(some(ACCOUNTS, 1, 5)),
        uploads=draw(some(UPLOADS, 1, 3)),
        identifiers=draw(some(IDENTIFIERS, 2, 3)),
        instants=(MIDDLE, draw(st.sampled_from(EDGES)), *draw(some(POOL, 1, 3))),
        odd=draw(st.sampled_from((1000, 30, 8))),
    )


def at(plan: Plan, name: str) -> st.SearchStrategy[str]:
    """A cell with one of the world's instants."""
    return st.sampled_from(plan.instants).flatmap(lambda t: instant_cell(t, plan.settings, name))


@st.composite
def contacts(draw: Draw, plan: Plan) -> Row:
    """One holding."""
    known = draw(st.sampled_from(plan.identifiers))
    readable = draw(st.integers(0, 11)) < 11
    kind_given = identifier_cells(known, plan.settings, kind_given=True)
    cells = draw(kind_given if readable else unmatchable_cells(kind_given=True))
    return {
        "account_id": draw(st.sampled_from(plan.accounts)),
        **cells,
        "purpose": draw(st.sampled_from(PURPOSES)),
        "valid_from": draw(maybe(at(plan, "contacts"))),
        "valid_to": draw(maybe(at(plan, "contacts"), one_in=3)),
    }


@st.composite
def uploads(draw: Draw, plan: Plan, upload_id: str) -> Row:
    """The record of one list."""
    return {
        "upload_id": upload_id,
        "advertiser_id": draw(st.sampled_from(("adv", "ertiser"))),
        "partner_id": draw(st.sampled_from((None, "par", "par", "tner"))),
        "system": draw(maybe(st.sampled_from(("tailored", "custom")), one_in=8)),
        "uploaded_at": draw(maybe(at(plan, "uploads"))),
        "entry_count": draw(maybe(st.sampled_from(("1", "2", "03", "4")), one_in=4)),
        "matched_count": draw(maybe(st.just("5"), one_in=8)),
        "key_id": draw(maybe(st.just("k"), one_in=12)),
    }


@st.composite
def entries(draw: Draw, plan: Plan) -> Row:
    """One identifier on a list."""
    sort = draw(st.integers(0, 11))
    known = draw(st.sampled_from(plan.identifiers))
    if sort == 11:
        cells = draw(other_kind_cells())
    elif sort == 10:
        cells = draw(unmatchable_cells(kind_given=False))
    else:
        cells = draw(identifier_cells(known, plan.settings, kind_given=False))
    return {
        "upload_id": draw(st.sampled_from(plan.uploads)),
        **cells,
        "added_at": draw(maybe(at(plan, "entries"))),
        "removed_at": draw(maybe(at(plan, "entries"), one_in=4)),
    }


@st.composite
def evidence_named(draw: Draw, plan: Plan, *, plain: int) -> Row:
    """What a match or a map row says of its identifier: nothing in `plain` of 12, else its kind, or more."""
    sort = draw(st.integers(0, 11))
    known = draw(st.sampled_from(plan.identifiers))
    if sort < plain:
        return {}
    if sort == 9:
        return draw(other_kind_cells())
    if sort == 10:
        return draw(unmatchable_cells(kind_given=False))
    if sort == 11:
        return {"kind": draw(st.sampled_from(KINDS))}
    return draw(identifier_cells(known, plan.settings, kind_given=False))


@st.composite
def matches(draw: Draw, plan: Plan) -> Row:
    """One line of the log."""
    kind_only = draw(st.integers(0, 3)) == 3
    said = {"kind": draw(st.sampled_from(KINDS))} if kind_only else draw(evidence_named(plan, plain=5))
    user = draw(maybe(st.sampled_from(("r", "r", "s")), one_in=6))
    return {
        "matched_at": draw(at(plan, "matches")),
        "account_id": draw(st.sampled_from(plan.accounts)),
        "upload_id": draw(st.sampled_from((*plan.uploads, *plan.uploads, *plan.uploads, "gone"))),
        "match_id": draw(maybe(st.sampled_from(("m1", "m2", "-m3")))),
        **said,
        "partner_user_id": user,
        "ended_at": draw(maybe(at(plan, "matches"), one_in=4)),
    }


@st.composite
def map_rows(draw: Draw, plan: Plan) -> Row:
    """One row of the partner map."""
    return {
        "partner_id": draw(st.sampled_from(("par", "par", "par", "tner"))),
        "partner_user_id": draw(st.sampled_from(("r", "r", "s"))),
        "account_id": draw(st.sampled_from(plan.accounts)),
        "mapped_at": draw(at(plan, "partner_map")),
        "map_version": draw(maybe(st.sampled_from(("v1", "v2")), one_in=3)),
        **draw(evidence_named(plan, plain=2)),
        "key_id": draw(maybe(st.just("k"), one_in=6)),
    }


@st.composite
def account_records(draw: Draw, plan: Plan) -> Row:
    """The record of one account."""
    return {
        "account_id": draw(st.sampled_from(ACCOUNTS)),
        "country": draw(st.sampled_from((None, "DE", "FR"))),
        "status": draw(st.sampled_from((None, "active", "deleted"))),
    }
