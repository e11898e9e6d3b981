"""What several rule packs make of small worlds, in plain Python: from the rules, never from the SQL.

For each use the evidence is put as the ad system knew it (known.py). The rules are then those of one pack.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tests.matching_rules.known import World, as_known, holdings, instant, match_of
from tests.oracle.evidence import Row
from tests.oracle.facts import Facts, Identifier, Match
from tests.oracle.holding import at, contains
from tests.oracle.identifiers import Named, read_kind
from tests.oracle.judging import judge_held, judge_listed, judge_named
from tests.oracle.listing import UNKNOWN_SYSTEM, has_listed_other_kinds, held, is_complete, listed, system_of
from tests.oracle.mapping import map_at
from tests.oracle.rules import LOWER_BOUND, ORDER, STRENGTH, Concerned, Judgement, Said

ONE = b"the identifier that the use names"


def verdicts(world: World) -> dict[str, tuple[str, str, str]]:
    """The verdict, reason and kinds of each match, by its id."""
    return {
        match_id: (each.verdict, each.reason, "|".join(sorted(each.kinds)))
        for match_id, (_, each) in judgements(world).items()
    }


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
    own_kind = frozenset() if match.kind is None else frozenset({match.kind})
    if not of_rows:
        return Judgement("8", "undetermined", "map_missing", own_kind)
    strongest = max((each.verdict for each in of_rows), key=STRENGTH.index)
    standing = [each for each in of_rows if each.verdict == strongest]
    first = min(standing, key=lambda each: ORDER.index(each.rule))
    concerned = frozenset().union(*(each.concerned for each in standing))
    kinds = own_kind or frozenset[str]().union(*(each.kinds for each in standing))
    return replace(first, reason=f"mapped:{first.reason}", kinds=kinds, concerned=concerned)


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
