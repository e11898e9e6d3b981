"""Rules 7 and 8: the log names a partner user id, and the partner map says whose it was."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.facts import Facts, MapRow, Match
from tests.oracle.instants import day_of
from tests.oracle.judging import judge_held, judge_named
from tests.oracle.listing import held
from tests.oracle.rules import ORDER, STRENGTH, Judgement, Said

Version = tuple[str, str | int]


def version_of(row: MapRow) -> Version:
    """The version of a map row: as given, else its UTC day."""
    if row.map_version is not None:
        return ("given", row.map_version)
    return ("day", day_of(row.mapped_at))


def map_at(facts: Facts, match: Match) -> list[MapRow]:
    """The map of (partner of the upload, partner user id, account) at the match's instant."""
    upload = facts.uploads.get(match.upload_id)
    known = [
        row
        for row in facts.partner_map
        if upload is not None
        and row.partner_id == upload.partner_id
        and row.partner_user_id == match.partner_user_id
        and row.account_id == match.account_id
        and row.mapped_at <= match.matched_at
    ]
    if not known:
        return []
    greatest = max(row.mapped_at for row in known)
    versions = {version_of(row) for row in known if row.mapped_at == greatest}
    return [row for row in known if version_of(row) in versions]


def judge_map_row(facts: Facts, row: MapRow) -> Judgement:
    """One row at its own instant: rules 1-6 where it names an identifier or another kind, else 14-18."""
    said = Said(row.account_id, row.mapped_at, row.kind, row.named, key_missing=row.key_id is not None)
    if said.names_identifier or said.names_other_kind:
        return judge_named(facts, said)
    return judge_held(facts, said, held(facts, row.account_id, row.kind, row.mapped_at))


def judge_mapped(facts: Facts, match: Match) -> Judgement:
    """Rules 7 and 8: the strongest verdict of the map's rows, with the lowest-numbered of its reasons."""
    judgements = [judge_map_row(facts, row) for row in map_at(facts, match)]
    own_kind = frozenset() if match.kind is None else frozenset({match.kind})
    if not judgements:
        return Judgement("8", "undetermined", "map_missing", own_kind)
    strongest = max((each.verdict for each in judgements), key=STRENGTH.index)
    standing = [each for each in judgements if each.verdict == strongest]
    first = min(standing, key=lambda each: ORDER.index(each.rule))
    return replace(
        first,
        rule=f"7:{first.rule}",
        reason=f"mapped:{first.reason}",
        kinds=own_kind or frozenset().union(*(each.kinds for each in standing)),
        concerned=frozenset().union(*(each.concerned for each in standing)),
    )
