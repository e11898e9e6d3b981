"""What several rule packs make of small worlds, in plain Python: from the rules, never from the SQL.

For each use the evidence is put as the ad system knew it: every raw identifier by all digests that the packs
give it which apply to the system of the use, at its instant. The rules are then those of one pack.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.oracle.evidence import Row, Settings
from tests.oracle.facts import Entry, Facts, Holding, Identifier, MapRow, Match, Upload
from tests.oracle.holding import at, contains
from tests.oracle.identifiers import Named, read_kind
from tests.oracle.instants import read_iso
from tests.oracle.judging import judge_held, judge_listed, judge_named
from tests.oracle.listing import UNKNOWN_SYSTEM, has_listed_other_kinds, held, is_complete, listed, system_of
from tests.oracle.mapping import map_at
from tests.oracle.rules import LOWER_BOUND, ORDER, STRENGTH, Concerned, Judgement, Said
from tests.oracle.steps import run

from offpurpose.identifiers.packs import RulePack

ONE = b"the identifier that the use names"


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


def verdicts(world: World) -> dict[str, tuple[str, str]]:
    """The verdict and reason of each match, by its id."""
    return {match_id: (each.verdict, each.reason) for match_id, (_, each) in judgements(world).items()}


def records_concerned(world: World) -> Counter[str]:
    """How many records are concerned, by kind; a record is one under all of its digests."""
    return Counter(
        kind
        for _, kind, _ in {
            (account_id, each.identifier.kind, each.identifier.digest)
            for account_id, judgement in judgements(world).values()
            if judgement.verdict in LOWER_BOUND
            for each in judgement.concerned
        }
    )


def judgements(world: World) -> dict[str, tuple[str, Judgement]]:
    """The account and judgement of each match, by its id."""
    facts = as_known(world, UNKNOWN_SYSTEM, 0)
    return {
        str(row["match_id"]): (str(row["account_id"]), judge(world, facts, row))
        for row in world.inputs["matches"]
    }


def judge(world: World, facts: Facts, row: Row) -> Judgement:
    """Rules 1 to 18, over the evidence as it was known to the system at the instant."""
    match = match_of(row)
    t, system = match.matched_at, system_of(facts, match.upload_id)
    if row.get("identifier") or row.get("identifier_hash"):
        return judge_naming(world, row, system, Said(match.account_id, t, match.kind, None))
    if match.partner_user_id is not None:
        return judge_mapped(world, facts, match)
    known = as_known(world, system, t)
    said = Said(match.account_id, t, match.kind, None)
    if is_complete(known, match.upload_id, t):
        k = listed(known, match.account_id, match.upload_id, match.kind, t)
        judgement = judge_listed(known, said, k, other_kinds=has_listed_other_kinds(known, match.upload_id))
    else:
        judgement = judge_held(known, said, held(known, match.account_id, match.kind, t))
    return by_records(world, system, said, judgement)


def judge_naming(world: World, row: Row, system: str, said: Said) -> Judgement:
    """Rules 1 to 6; an identifier held by several digests then goes by the least of them."""
    known, named, digests = naming(world, row, system, said.t)
    judgement = judge_named(known, replace(said, named=named))
    if not digests:
        return by_records(world, system, said, judgement)
    holdings = at(as_known(world, system, said.t).holdings, said.t)
    own = [each.identifier for each in holdings if each.account_id == said.account_id and each.identifier]
    of_kind = [each for each in own if said.kind in (None, each.kind)]
    least = min((each.digest for each in of_kind if each.digest in digests), default=b"")
    concerned = {
        replace(each, identifier=replace(each.identifier, digest=least)) for each in judgement.concerned
    }
    return by_records(world, system, said, replace(judgement, concerned=frozenset(concerned)))


def by_records(world: World, system: str, said: Said, judgement: Judgement) -> Judgement:
    """The judgement resting on identifiers as they go on record, whatever digest of theirs was used."""
    concerned = [
        Concerned(record, each.t)
        for each in judgement.concerned
        for record in records_of(world, system, said.account_id, each)
    ]
    return replace(judgement, concerned=frozenset(concerned))


def records_of(world: World, system: str, account_id: str, used: Concerned) -> set[Identifier]:
    """Of each raw identifier that the account held by a digest then, its first digest; else the one used."""
    rules = [rule for rule in world.rules if rule.is_of(system)]
    found = set()
    for row in world.inputs["contacts"]:
        if row["account_id"] == account_id and not row.get("identifier_hash"):
            for each in holdings(world, row, rules):
                if each.identifier == used.identifier and contains(each.valid_from, each.valid_to, used.t):
                    found.add(Identifier(used.identifier.kind, first_digest(world, row)))
    return found or {used.identifier}


def first_digest(world: World, row: Row) -> bytes:
    """The digest under the first rule that takes a raw contact."""
    text, kind = str(row["identifier"]), read_kind(row["kind"])
    return next(each for rule in world.rules for each in world.digests(text, kind, row.get("region"), rule))


def judge_mapped(world: World, facts: Facts, match: Match) -> Judgement:
    """Rules 7 and 8; a map row is of no system."""
    rows = [world.inputs["partner_map"][int(each.map_version or 0)] for each in map_at(facts, match)]
    of_rows = [judge_map_row(world, row) for row in rows]
    if not of_rows:
        return Judgement("8", "undetermined", "map_missing")
    strongest = max((each.verdict for each in of_rows), key=STRENGTH.index)
    standing = [each for each in of_rows if each.verdict == strongest]
    first = min(standing, key=lambda each: ORDER.index(each.rule))
    concerned = frozenset().union(*(each.concerned for each in standing))
    return replace(first, reason=f"mapped:{first.reason}", concerned=concerned)


def judge_map_row(world: World, row: Row) -> Judgement:
    t = instant(row["mapped_at"]) or 0
    kind, account_id = read_kind(row.get("kind")), str(row["account_id"])
    missing = row.get("key_id") is not None and row["key_id"] not in world.keys
    said = Said(account_id, t, kind, None, key_missing=missing)
    if row.get("identifier") or row.get("identifier_hash"):
        return judge_naming(world, row, UNKNOWN_SYSTEM, said)
    known = as_known(world, UNKNOWN_SYSTEM, t)
    judgement = judge_held(known, said, held(known, account_id, kind, t))
    return by_records(world, UNKNOWN_SYSTEM, said, judgement)


def naming(world: World, row: Row, system: str, t: int) -> tuple[Facts, Named, set[bytes]]:
    """The evidence as known then, and the identifier that a row names; a raw one is any of its digests."""
    kind, known = read_kind(row.get("kind")), as_known(world, system, t)
    if row.get("identifier_hash"):
        digest = bytes.fromhex(str(row["identifier_hash"]))
        return known, Named(kind, "digest", digest, given_as_digest=True), set()
    text, region = str(row["identifier"]), row.get("region")
    of_system = [rule for rule in world.rules if rule.is_of(system)]
    if not any(set(world.digests(text, kind, region, rule)) for rule in of_system):
        return known, Named(kind, "unmatchable", b"", given_as_digest=False), set()
    digests = {
        each for rule in of_system if rule.holds_at(t) for each in world.digests(text, kind, region, rule)
    }
    holdings = [
        replace(holding, identifier=Identifier(holding.identifier.kind, ONE))
        if holding.identifier and holding.identifier.digest in digests
        else holding
        for holding in known.holdings
    ]
    return replace(known, holdings=holdings), Named(kind, "digest", ONE, given_as_digest=False), digests


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
