"""A random sample of the accounts of a case, the same for the same seed: by verdict, reasons and country.

Verdicts share the sample evenly, as far as they have accounts, so that each can be judged by itself. Within a
verdict every account is as likely to be drawn as any other, and reasons and countries have their share: the
accounts stand in order of these, at random among themselves, and are drawn at even steps from a random start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from offpurpose.case.layout import OUTPUTS, VERDICTS
from offpurpose.case.manifest import CHECKSUMS
from offpurpose.case.opening import Case
from offpurpose.case.private import private_folder
from offpurpose.engine.checksum import sha256_of
from offpurpose.engine.database import Limits, open_database
from offpurpose.errors import AlteredCaseError, CaseError

VERDICT_ORDER = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared")

_FOLDER = "offpurpose-sample-"
_VERDICTS_FILE = f"{VERDICTS.name}.parquet"
_LISTS = {output.relation: f"{output.name}.parquet" for output in OUTPUTS if output.csv and output.parquet}

# An account on no list is cleared; its country is stated nowhere.
_REVIEWABLE = """
    create table reviewable as
    select account_id, verdict, reasons, country from affected_account
    union all
    select account_id, verdict, reasons, country from possibly_affected_account
    union all
    select
        account_id,
        'cleared' as verdict,
        array_to_string(list_sort(list(distinct reason)), '|') as reasons,
        null as country
    from stored_verdict
    anti join (
        select account_id from affected_account
        union all
        select account_id from possibly_affected_account
    ) as listed using (account_id)
    group by account_id
"""

_DRAWN = """
    with keyed as (
        select *, sha256($seed || ':' || account_id) as key
        from reviewable
    ),

    placed as (
        select
            *,
            cast(
                row_number() over (
                    partition by verdict order by reasons, country nulls first, key, account_id
                ) - 1
                as hugeint
            ) as place
        from keyed
    )

    select 'r' || key[1:12] as row_code, placed.account_id, placed.verdict, placed.reasons, placed.country
    from placed
    inner join share on placed.verdict = share.verdict
    where
        ((placed.place + 1) * share.drawn + share.start) // share.accounts
        > (placed.place * share.drawn + share.start) // share.accounts
    order by placed.key, placed.account_id
"""


@dataclass(frozen=True, slots=True)
class SampledAccount:
    """One account of a sample; `row` names it for as long as it is reviewed, whatever becomes of its id."""

    row: str
    account_id: str
    verdict: str
    reasons: str
    country: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """The accounts of one verdict: how many there are, and how many of them are in the sample."""

    verdict: str
    accounts: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a case: what was asked for, its strata in the order of verdicts, its accounts at random."""

    size: int
    seed: int
    strata: tuple[Stratum, ...]
    accounts: tuple[SampledAccount, ...]


def draw_sample(case: Case, size: int, seed: int, limits: Limits | None = None) -> Sample:
    """Draw a sample of the accounts that a judged or a rejected log line names.

    Raises:
        AlteredCaseError: when the lists or the verdicts are not those that SHA256SUMS names.
        CaseError: when one of them is gone.
    """
    _require_unaltered(case)
    with private_folder(None, _FOLDER) as work:
        path, spill = work / "sample.duckdb", work / "spill"
        with open_database(path, spill, limits or Limits()) as con:
            for relation, name in {**_LISTS, "stored_verdict": _VERDICTS_FILE}.items():
                con.read_parquet(str(case.file(name))).create_view(relation)
            con.execute(_REVIEWABLE).fetchall()
            counts = con.execute("select verdict, count(*) from reviewable group by verdict").fetchall()
            shares = shared_out({verdict: int(accounts) for verdict, accounts in counts}, size)
            return Sample(size, seed, shares, _drawn(con, shares, seed))


def shared_out(accounts: Mapping[str, int], size: int) -> tuple[Stratum, ...]:
    """Share a sample out evenly over verdicts; what one has too few accounts for goes to the others."""
    drawn = dict.fromkeys(accounts, 0)
    left = min(size, sum(accounts.values()))
    while left:
        open_ones = [verdict for verdict in VERDICT_ORDER if drawn.get(verdict, 0) < accounts.get(verdict, 0)]
        each = max(1, left // len(open_ones))
        for verdict in open_ones[:left]:
            more = min(each, accounts[verdict] - drawn[verdict], left)
            drawn[verdict] += more
            left -= more
    return tuple(
        Stratum(verdict, accounts[verdict], drawn[verdict])
        for verdict in VERDICT_ORDER
        if verdict in accounts
    )


def _drawn(
    con: duckdb.DuckDBPyConnection, strata: tuple[Stratum, ...], seed: int
) -> tuple[SampledAccount, ...]:
    con.execute(
        "create table share (verdict varchar, accounts hugeint, drawn hugeint, start hugeint)"
    ).fetchall()
    for each in strata:
        start = int(sha256_of(f"{seed}:{each.verdict}")[:15], 16) % each.accounts
        con.execute(
            "insert into share values (?, ?, ?, ?)", [each.verdict, each.accounts, each.drawn, start]
        ).fetchall()
    rows = con.execute(_DRAWN, {"seed": str(seed)}).fetchall()
    return tuple(SampledAccount(*(value or "" for value in row)) for row in rows)


def _require_unaltered(case: Case) -> None:
    try:
        lines = (case.folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CaseError(f"{case.folder} has lost its {CHECKSUMS}", hint=_ALTERED) from error
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in (*_LISTS.values(), _VERDICTS_FILE):
        with case.file(name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed.get(name):
                raise AlteredCaseError(
                    f"{name} is not the file that {CHECKSUMS} names: its bytes have changed", hint=_ALTERED
                )


_ALTERED = "`offpurpose verify` names what is wrong"
