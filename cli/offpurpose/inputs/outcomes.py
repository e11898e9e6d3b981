"""What became of every identifier under every rule pack, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import duckdb

from offpurpose.identifiers.digests import BAD_DIGEST, DIGEST_OF_NOTHING, HASH_NOT_LISTED
from offpurpose.identifiers.packs.model import KINDS, RulePack
from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.inputs.stages import Stage, refusal_columns

Outcome = Literal[
    "digested",  # the pack made a digest of it
    "refused",  # a step of the pack refuses it
    "unparsable",  # it cannot be read as a phone number, or is not a possible one
    "already_digest",  # it is a digest, and was not hashed again
    "double_hashed",  # it is a digest of the text of another digest: of those that are already digests
    "bad_digest",  # rejected: in the place of a digest, and no whole one
    "hash_not_listed",  # rejected: a digest by an algorithm that no pack has
    "digest_of_nothing",  # rejected: the digest of an empty text
]

_PARSING = ("e164", "e164_no_plus", "national")
_REJECTED: dict[str, Outcome] = {
    BAD_DIGEST: "bad_digest",
    HASH_NOT_LISTED: "hash_not_listed",
    DIGEST_OF_NOTHING: "digest_of_nothing",
}
_HASHED_TWICE_BY = ("sha256", "sha1", "md5")
# Every input that may name an identifier by its digest.
_DIGESTED = {"contacts": "contact", "entries": "entry", "matches": "match", "partner_map": "partner_map"}


@dataclass(frozen=True, slots=True)
class IdentifierCount:
    """Rows of an input whose identifier had one outcome; `pack` where that depends on the rules.

    `kind` is the one that the row names; `step` is the one that refuses. Accepted rows are counted, but for
    outcomes for which a row is rejected.
    """

    outcome: Outcome
    rows: int
    pack: str | None = None
    kind: str | None = None
    step: str | None = None


def count_outcomes(con: duckdb.DuckDBPyConnection, stage: Stage, ids: IdentifierSql) -> list[IdentifierCount]:
    """Count the rows of a stage, which has the columns of refusals; to be asked after duplicates are gone."""
    if "digest" not in stage.columns:
        return []
    counts = [IdentifierCount("already_digest", rows, kind=kind) for kind, rows in _already(con, stage)]
    for use, column in zip(ids.matching.rules, refusal_columns(ids), strict=True):
        counts += [_of_pack(use.pack, *row) for row in _refused(con, stage, column)]
    return [*counts, *_rejected(con, stage.input)]


def _already(con: duckdb.DuckDBPyConnection, stage: Stage) -> list[tuple[str | None, int]]:
    return con.execute(
        f'select kind, count(*) from "{stage.table}" where given_as_digest and {_IS_CONTACT}'
        " group by kind order by kind nulls first"
    ).fetchall()


def _refused(
    con: duckdb.DuckDBPyConnection, stage: Stage, column: str
) -> list[tuple[str | None, str | None, int]]:
    return con.execute(
        f'select kind, {column}, count(*) from "{stage.table}" where not given_as_digest and {_IS_CONTACT}'
        f" group by kind, {column} order by kind nulls first, {column} nulls first"
    ).fetchall()


_IS_CONTACT = "identifier_state in ('digest', 'unmatchable')"


def _of_pack(pack: RulePack, kind: str | None, step: str | None, rows: int) -> IdentifierCount:
    if step is None:
        return IdentifierCount("digested", rows, pack.name, kind)
    parsing = {each.name for of in KINDS for each in pack.steps(of) or () if each.word in _PARSING}
    return IdentifierCount("unparsable" if step in parsing else "refused", rows, pack.name, kind, step)


def _rejected(con: duckdb.DuckDBPyConnection, name: str) -> Iterator[IdentifierCount]:
    found = dict(
        con.execute(
            "select reason, count(*) from rejected_row where input = ? group by reason", [name]
        ).fetchall()
    )
    return (IdentifierCount(each, found[reason]) for reason, each in _REJECTED.items() if reason in found)


def count_double_hashed(con: duckdb.DuckDBPyConnection, inputs: Iterable[str]) -> dict[str, int]:
    """Count the rows of each input whose digest is one of the text, in hex, of a digest in any input.

    To be asked of the canonical tables.
    """
    tables = [_DIGESTED[name] for name in inputs if name in _DIGESTED]
    all_digests = " union ".join(
        f'select digest from "{table}" where {_is_digest(table)}' for table in tables
    )
    twice = " union all ".join(
        f"select unhex({algorithm}({text}(hex(digest)))) as digest from ({all_digests})"
        for algorithm in _HASHED_TWICE_BY
        for text in ("lower", "upper")
    )
    found: dict[str, int] = {}
    for name in inputs:
        if name in _DIGESTED:
            table = _DIGESTED[name]
            [(rows,)] = con.execute(
                f'select count(*) from "{table}" where {_is_digest(table)} and digest in ({twice})'
            ).fetchall()
            found[name] = int(rows)
    return found


def _is_digest(table: str) -> str:
    return "not unmatchable" if table == "contact" else "identifier_state = 'digest'"
