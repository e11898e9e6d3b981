"""All digests of every raw identifier, where one of them cannot stand for the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import duckdb

from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.inputs.stages import Stage, made_digests

UNKNOWN_SYSTEM = "unknown"
"""The system of a match whose upload has no record, and of partner map rows: any of them."""

_SYSTEM_OF = {
    "entry": "select upload_id, system from upload",
    "match": "select upload_id, system from upload",
}


class RuleUse(Protocol):
    """A rule pack of an incident, and the systems that it applies to: none are all of them."""

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems."""


def write_also_digested(con: duckdb.DuckDBPyConnection, ids: IdentifierSql, stages: Iterable[Stage]) -> None:
    """Fill `also_digested`: a row for each raw identifier that goes by a digest, and each digest of it.

    Where several rule packs apply, or one not to every use, two identifiers may share a digest under one
    pack and not under another. Elsewhere the table stays empty: the digest of a row says all.
    """
    made = {} if ids.is_one_identifier else made_digests(ids)
    for stage in stages:
        for column, digest in made.items():
            if column in stage.columns:
                con.execute(
                    f"insert into also_digested select source_row, {column}, ?, ?"
                    f" from \"{stage.table}\" where {column} is not null and identifier_state = 'digest'",
                    [digest.rule_no, digest.key_no],
                ).fetchall()


def part_by_system(con: duckdb.DuckDBPyConnection, uses: Sequence[RuleUse]) -> None:
    """Tell the digests of one group of systems from those of another, where rules differ by system.

    A group is the systems to which the same rules apply. In the canonical tables every digest then ends in
    one more byte, the number of its group: what an ad system made of an identifier by the rules of one group
    is nothing to the others. `system_digest` says how the digests of each system end.
    """
    if not any(use.systems for use in uses):
        return
    _make_groups(con, _rules_by_system(con, uses))
    con.execute(f"create temp table parted as {_PARTED}").fetchall()
    # What only rules of other systems could have taken was skipped.
    skipped = "select source_row from also_digested except select source_row from parted"
    con.execute(f"create temp table skipped as {skipped}").fetchall()
    con.execute("delete from also_digested").fetchall()
    con.execute("insert into also_digested from parted").fetchall()
    for table in ("entry", "match", "partner_map"):
        con.execute(
            f"update {table} as given set digest = given.digest || unhex(owner.digest_end) from owner"
            " where given.source_row = owner.source_row and given.identifier_state = 'digest'"
        ).fetchall()
        con.execute(
            f"update {table} set identifier_state = 'unmatchable'"
            " where source_row in (select source_row from skipped)"
        ).fetchall()
    for name in ("parted", "skipped", "owner", "group_rule"):
        con.execute(f"drop table {name}").fetchall()


def _make_groups(con: duckdb.DuckDBPyConnection, rules_by_system: dict[str, tuple[int, ...]]) -> None:
    """Fill `system_digest`; make `group_rule`, rules by group, and `owner`, the group of each row."""
    groups = list(dict.fromkeys(rules_by_system.values()))
    ends = {rules: f"{number:02X}" for number, rules in enumerate(groups)}
    con.executemany(
        "insert into system_digest values (?, ?)",
        [[system, ends[rules]] for system, rules in rules_by_system.items()],
    )
    con.execute("create temp table group_rule (digest_end varchar, rule_no utinyint)").fetchall()
    listed = [[end, rule_no] for rules, end in ends.items() for rule_no in rules]
    if listed:
        con.executemany("insert into group_rule values (?, ?)", listed)
    con.execute(f"create temp table owner as {_OWNER}", [UNKNOWN_SYSTEM, UNKNOWN_SYSTEM]).fetchall()


_OWNER = """
select contact.source_row, digest_end
from contact cross join (select distinct digest_end from system_digest)
union all
select named.source_row, system_digest.digest_end
from (select source_row, upload_id from entry union all select source_row, upload_id from match) as named
left join upload on named.upload_id = upload.upload_id
inner join system_digest on coalesce(upload.system, ?) = system_digest.system
union all
select partner_map.source_row, system_digest.digest_end
from partner_map inner join system_digest on system_digest.system = ?
"""

_PARTED = """
select
    also_digested.source_row,
    also_digested.digest || unhex(owner.digest_end) as digest,
    also_digested.rule_no,
    also_digested.key_no
from also_digested
inner join owner on also_digested.source_row = owner.source_row
inner join group_rule
    on owner.digest_end = group_rule.digest_end and also_digested.rule_no = group_rule.rule_no
union all
select contact.source_row, contact.digest || unhex(owner.digest_end), null, null
from contact
anti join also_digested on contact.source_row = also_digested.source_row
inner join owner on contact.source_row = owner.source_row
where not contact.unmatchable
"""


def _rules_by_system(con: duckdb.DuckDBPyConnection, uses: Sequence[RuleUse]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the rules that apply to each system, from 1; to the unknown one all do."""
    found = con.execute("select distinct system from upload order by system").fetchall()
    every = tuple(range(1, len(uses) + 1))
    return {UNKNOWN_SYSTEM: every} | {
        system: tuple(no for no in every if not uses[no - 1].systems or system in uses[no - 1].systems)
        for (system,) in found
    }
