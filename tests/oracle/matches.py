"""Every match: where it is counted, which rules judge it, and what it is called (section 2, contract)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tests.oracle.facts import Facts, Match
from tests.oracle.identifiers import Named
from tests.oracle.instants import text_of
from tests.oracle.judging import judge_held, judge_listed, judge_named
from tests.oracle.listing import (
    UNKNOWN_SYSTEM,
    has_listed_other_kinds,
    held,
    is_complete,
    listed,
    system_of,
)
from tests.oracle.mapping import judge_mapped
from tests.oracle.rules import Judgement, Said


@dataclass(frozen=True)
class Window:
    """`[start, end)`, with the rule by which a match is inside."""

    start: int | None
    end: int
    rule: str


@dataclass(frozen=True)
class Judged:
    """A match with its verdict."""

    match: Match
    system: str
    judgement: Judgement


def place(window: Window, matched_at: int, ended_at: int | None) -> str:
    """`before_window`, `after_window` or `inside`."""
    if matched_at >= window.end:
        return "after_window"
    if window.start is None or matched_at >= window.start:
        return "inside"
    still_member = ended_at is None or ended_at > window.start
    return "inside" if window.rule == "active" and still_member else "before_window"


def in_scope(facts: Facts, upload_id: str) -> bool:
    """Whether a match of the upload is of a system of the incident, or of one that is not known."""
    return system_of(facts, upload_id) in (*facts.settings.systems, UNKNOWN_SYSTEM)


def counted_as(facts: Facts, window: Window, match: Match) -> str:
    """Every accepted match is counted once: `before_window`, `after_window`, `other_system`, `judged`."""
    where = place(window, match.matched_at, match.ended_at)
    if where != "inside":
        return where
    return "judged" if in_scope(facts, match.upload_id) else "other_system"


def judge(facts: Facts, match: Match) -> Judgement:
    """Rules 1 to 18: the first that applies decides."""
    said = Said(match.account_id, match.matched_at, match.kind, match.named, match.partner_user_id)
    if said.names_identifier or (said.names_other_kind and said.partner_user_id is None):
        return judge_named(facts, said)
    if said.partner_user_id is not None:
        return judge_mapped(facts, match)
    if is_complete(facts, match.upload_id, match.matched_at):
        k = listed(facts, match.account_id, match.upload_id, match.kind, match.matched_at)
        return judge_listed(facts, said, k, other_kinds=has_listed_other_kinds(facts, match.upload_id))
    return judge_held(facts, said, held(facts, match.account_id, match.kind, match.matched_at))


def judge_all(facts: Facts, matches: list[Match]) -> list[Judged]:
    """Each of the matches with its verdict."""
    return [Judged(each, system_of(facts, each.upload_id), judge(facts, each)) for each in matches]


def name_of(match: Match) -> str:
    """The match id; without one, a name made of all that the row says."""
    if match.match_id is not None:
        return match.match_id
    parts = [
        text_of(match.matched_at),
        match.account_id,
        match.upload_id,
        match.kind,
        None if match.named is None else name_of_identifier(match.named),
        match.region,
        match.partner_user_id,
        None if match.ended_at is None else text_of(match.ended_at),
    ]
    return "row-" + hashlib.sha256(b"".join(map(with_length, parts))).hexdigest()[:32]


def name_of_identifier(named: Named) -> str:
    """The hex digest; `unmatchable:` or `other:` and the hash of the text where there is no digest."""
    if named.state == "digest" or named.given_as_digest:
        return named.digest.hex()
    return f"{named.state}:{named.digest.hex()}"


def with_length(part: str | None) -> bytes:
    """A part preceded by its length in bytes and `:`; a missing one is `-`."""
    if part is None:
        return b"-"
    content = part.encode()
    return f"{len(content)}:".encode() + content
