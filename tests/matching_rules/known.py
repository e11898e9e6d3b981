"""Worlds of several rule packs, and what an ad system knew of one at an instant: by which digests, and whose.

The evidence is put as the ad system knew it: every raw identifier by all digests that the packs give it which
apply to the system of a use, at its instant.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.evidence import Row, Settings
from tests.oracle.facts import Entry, Facts, Holding, Identifier, MapRow, Match, Upload
from tests.oracle.identifiers import Named, read_kind
from tests.oracle.instants import read_iso
from tests.oracle.listing import UNKNOWN_SYSTEM
from tests.oracle.steps import run

from offpurpose.identifiers.packs import RulePack


@dataclass(frozen=True)
class Rule:
    """A rule pack and what it applies to; no bound is None, no systems are all."""

    pack: RulePack
    systems: tuple[str, ...] = ()
    start: int | None = None
    until: int | None = None

    def is_of(self, system: str) -> bool:
        return not self.systems or system in (*self.systems, UNKNOWN_SYSTEM)

    def holds_at(self, t: int) -> bool:
        return (self.start is None or self.start <= t) and (self.until is None or t < self.until)


@dataclass(frozen=True)
class World:
    """Rows of each input, the rules, and the keys at hand by id."""

    inputs: dict[str, list[Row]]
    rules: tuple[Rule, ...]
    keys: dict[str, bytes]
    settings: Settings
    known: dict[tuple[str, int], Facts] = field(default_factory=dict, compare=False)

    def digests(self, text: str, kind: str | None, region: str | None, rule: Rule) -> Iterator[bytes]:
        """All digests of a raw identifier under a rule: none where it is refused."""
        is_email = kind == "email" or (kind is None and "@" in text)
        steps = rule.pack.email if is_email else rule.pack.phone
        normal, _ = run(steps, text, region or self.settings.default_region)
        if normal is not None:
            for algorithm in rule.pack.algorithms:
                yield hashlib.new(algorithm, normal.encode()).digest()
            for secret in self.keys.values():
                yield hmac.digest(secret, normal.encode(), "sha256")


def as_known(world: World, system: str, t: int) -> Facts:
    """The evidence by the digests by which a system knew identifiers at an instant."""
    if (system, t) not in world.known:
        world.known[system, t] = facts_known(world, system, t)
    return world.known[system, t]


def facts_known(world: World, system: str, t: int) -> Facts:
    rules = [rule for rule in world.rules if rule.is_of(system)]
    return Facts(
        settings=world.settings,
        holdings=[each for row in world.inputs["contacts"] for each in holdings(world, row, rules)],
        uploads={str(row["upload_id"]): upload_of(world, row) for row in world.inputs["uploads"]},
        entries=[each for row in world.inputs["entries"] for each in entries(world, row, rules, t)],
        matches=[],
        accounts={},
        partner_map=[map_row(place, row) for place, row in enumerate(world.inputs["partner_map"])],
        incomplete_accounts=frozenset(),
        rejected_matches=[],
        uploads_with_rejected_rows=frozenset(),
        rows_read_for={},
    )


def holdings(world: World, row: Row, rules: list[Rule]) -> Iterator[Holding]:
    """A contact row, once for each digest by which it was known, while it was."""
    start, end = instant(row.get("valid_from")), instant(row.get("valid_to"))
    kind, account_id, purpose = str(read_kind(row["kind"])), str(row["account_id"]), str(row["purpose"])
    if row.get("identifier_hash"):
        digest = bytes.fromhex(str(row["identifier_hash"]))
        yield Holding(account_id, Identifier(kind, digest), purpose, start, end, None)
        return
    for rule in rules:
        for digest in world.digests(str(row["identifier"]), kind, row.get("region"), rule):
            since = max((each for each in (start, rule.start) if each is not None), default=None)
            until = min((each for each in (end, rule.until) if each is not None), default=None)
            yield Holding(account_id, Identifier(kind, digest), purpose, since, until, None)


def entries(world: World, row: Row, rules: list[Rule], t: int) -> Iterator[Entry]:
    """An entry, once for each digest that it had then; one that no rule takes still stands on the list."""
    kind, text = read_kind(row.get("kind")), row.get("identifier")
    start, end, upload_id = (
        instant(row.get("added_at")),
        instant(row.get("removed_at")),
        str(row["upload_id"]),
    )
    if row.get("identifier_hash"):
        named = Named(kind, "digest", bytes.fromhex(str(row["identifier_hash"])), given_as_digest=True)
        yield Entry(upload_id, named, start, end)
        return
    yield Entry(upload_id, Named(kind, "unmatchable", b"", given_as_digest=False), start, end)
    for rule in rules:
        if rule.holds_at(t):
            for digest in world.digests(str(text), kind, row.get("region"), rule):
                yield Entry(upload_id, Named(kind, "digest", digest, given_as_digest=False), start, end)


def upload_of(world: World, row: Row) -> Upload:
    # A key that is at hand leaves a list like any other.
    key_id = row.get("key_id")
    return Upload(
        upload_id=str(row["upload_id"]),
        advertiser_id=str(row["advertiser_id"]),
        partner_id=row.get("partner_id"),
        system=row.get("system") or ("partner" if row.get("partner_id") else "tailored"),
        uploaded_at=None,
        entry_count=None,
        key_id=None if key_id in world.keys else key_id,
    )


def map_row(place: int, row: Row) -> MapRow:
    """A map row; its place stands as the version, so that each is a version of its own."""
    return MapRow(
        partner_id=str(row["partner_id"]),
        partner_user_id=str(row["partner_user_id"]),
        account_id=str(row["account_id"]),
        mapped_at=instant(row["mapped_at"]) or 0,
        map_version=str(place),
        kind=read_kind(row.get("kind")),
        named=None,
        key_id=row.get("key_id"),
    )


def match_of(row: Row) -> Match:
    return Match(
        number=0,
        match_id=row["match_id"],
        matched_at=instant(row["matched_at"]) or 0,
        account_id=str(row["account_id"]),
        upload_id=str(row["upload_id"]),
        kind=read_kind(row.get("kind")),
        named=None,
        region=None,
        partner_user_id=row.get("partner_user_id"),
        ended_at=None,
    )


def instant(text: str | None) -> int | None:
    """An instant in microseconds."""
    return None if text is None else read_iso(text, "UTC")
