"""A synthetic incident of any size, made set-at-a-time: raw contacts, hashed lists, a match log."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

_ACCOUNTS_PER_HOLDER = 0.45
_CHUNK = 10_000_000


@dataclass(frozen=True)
class Size:
    """How many rows of each input to make; contacts and matches come out within a few percent."""

    contacts: int
    matches: int
    entries: int
    uploads: int


SIZES = {
    "T": Size(20_000, 100_000, 40_000, 100),
    "S": Size(1_000_000, 5_000_000, 2_000_000, 2_000),
    "M": Size(10_000_000, 50_000_000, 20_000_000, 20_000),
    "L": Size(100_000_000, 280_000_000, 100_000_000, 60_000),
}

# `dice` and `pick` are pure functions of a number and a salt: the same world on every run.
_MACROS = """
create macro dice(x, salt) as (hash(x * 1000 + salt) >> 11)::double / 9007199254740992.0;
create macro pick(x, salt, n) as (hash(x * 1000 + salt) % n::ubigint)::bigint;
create macro holder_account(h) as (hash((h * {accounts})::bigint + 77) >> 1)::bigint;
create macro holder_identifier(h) as case when dice(h, 1) < 0.03 then pick(h, 2, {holders}) else h end;
create macro identifier_kind(i) as case when dice(i, 3) < 0.35 then 'phone' else 'email' end;
create macro identifier_country(i) as pick(i, 5, 6);
create macro national_number(i) as case identifier_country(i)
    when 0 then (['201', '212', '415', '646', '312', '404', '512', '617'])[pick(i, 6, 8) + 1]
        || (2000000 + pick(i, 7, 7999999))::varchar
    when 1 then '7' || (['400', '500', '700', '800', '900'])[pick(i, 6, 5) + 1]
        || lpad(pick(i, 7, 1000000)::varchar, 6, '0')
    when 2 then '9' || (810000000 + pick(i, 7, 9999999))::varchar
    when 3 then '119' || (60000000 + pick(i, 7, 39999999))::varchar
    when 4 then '151' || lpad((10000000 + pick(i, 7, 89999999))::varchar, 8, '0')
    else '90' || (10000000 + pick(i, 7, 89999999))::varchar end;
create macro calling_code(i) as (['1', '44', '91', '55', '49', '81'])[identifier_country(i) + 1];
create macro region(i) as (['US', 'GB', 'IN', 'BR', 'DE', 'JP'])[identifier_country(i) + 1];
create macro normal(i) as case identifier_kind(i)
    when 'phone' then '+' || calling_code(i) || national_number(i)
    else 'user' || lpad(i::varchar, 9, '0') || '.'
        || (['a', 'bc', 'smith', 'jones', 'k'])[pick(i, 8, 5) + 1] || '@'
        || (['example.com', 'mail.example', 'example.org', 'corp.example.net'])[pick(i, 9, 4) + 1] end;
create macro written(i, h) as case
    when identifier_kind(i) = 'phone' and dice(h, 10) < 0.60 then normal(i)
    when identifier_kind(i) = 'phone' and dice(h, 10) < 0.85 then '+' || calling_code(i) || ' '
        || national_number(i)[1:3] || '-' || national_number(i)[4:6] || ' ' || national_number(i)[7:]
    when identifier_kind(i) = 'phone' then case identifier_country(i)
        when 0 then '(' || national_number(i)[1:3] || ') ' || national_number(i)[4:6] || '-'
            || national_number(i)[7:]
        when 2 then national_number(i)
        when 3 then '(' || national_number(i)[1:2] || ') ' || national_number(i)[3:7] || '-'
            || national_number(i)[8:]
        else '0' || national_number(i)[1:4] || ' ' || national_number(i)[5:] end
    when dice(h, 10) < 0.7 then normal(i)
    when dice(h, 10) < 0.85 then upper(normal(i))
    else '  ' || upper(normal(i)[1]) || normal(i)[2:] || ' ' end;
create macro held_from(h) as make_timestamp(
    case when dice(h, 11) < 0.8 then 1199145600000000 + (dice(h, 12) * 168e12)::bigint
    else 1367366400000000 + (dice(h, 12) * 200e12)::bigint end);
create macro held_to(h) as case when dice(h, 13) >= 0.75
    then held_from(h) + to_microseconds(86400000000 + (dice(h, 14) * 250e12)::bigint) end;
create macro entry_holder(e) as pick(e, 21, {holders});
create macro entry_known(e) as dice(e, 22) < 0.7;
create macro entry_upload(e) as least({uploads} - 1, floor({uploads} * pow(e::double / {entries},
    0.6))::bigint);
create macro uploaded_at(u) as make_timestamp(
    1367366400000000 + ((u::double / {uploads}) * 200e12)::bigint + pick(u, 30, 3600000000));
create macro match_entry(m) as greatest(0, least({entries} - 1,
    floor(m::double / {tries} * {entries})::bigint + pick(m, 35, 2000) - 1000));
create macro matched_at(m) as uploaded_at(entry_upload(match_entry(m))) + to_microseconds(pick(m,
    31, 7776000000000));
"""

_CONTACTS = """
with holder as (
    select range as h, holder_identifier(range) as i, dice(range, 4) as c, held_from(range) as f,
        held_to(range) as t
    from range({low}, {high})
),
given as (
    select h, i, unnest(case
        when c < 0.015 then [{{'p': 'two_factor', 'f': f, 't': t}}, {{'p': 'account_recovery',
            'f': f + interval 1 day, 't': t}}]
        when c < 0.10 then [{{'p': 'two_factor', 'f': f, 't': t}}]
        when c < 0.15 then [{{'p': 'account_recovery', 'f': f, 't': t}}]
        when c < 0.18 then [{{'p': 'two_factor', 'f': f, 't': t}}, {{'p': 'profile', 'f': f, 't': t}}]
        when c < 0.215 then [{{'p': 'two_factor', 'f': f, 't': t}},
            {{'p': 'marketing', 'f': f + to_microseconds((dice(h, 15) * 100e12)::bigint), 't': t}}]
        when c < 0.25 then [{{'p': 'account_recovery', 'f': f, 't': t}},
            {{'p': 'profile', 'f': f, 't': f + to_microseconds((dice(h, 15) * 100e12)::bigint)}}]
        when c < 0.8 then [{{'p': 'profile', 'f': f, 't': t}}]
        else [{{'p': 'marketing', 'f': f, 't': t}}] end) as s
    from holder
)
select holder_account(h) as account_id, identifier_kind(i) as kind, written(i, h) as identifier,
    s.p as purpose,
    s.f at time zone 'UTC' as valid_from, s.t at time zone 'UTC' as valid_to, region(i) as region
from given
where s.t is null or s.t > s.f
"""
_UPLOADS = """
select range as upload_id, 'adv' || pick(range, 40, 500) as advertiser_id,
    case when dice(range, 41) < 0.4 then 'partner' || pick(range, 42, 50) end as partner_id,
    uploaded_at(range) at time zone 'UTC' as uploaded_at
from range({low}, {high})
"""
_ENTRIES = """
select entry_upload(range) as upload_id,
    case when entry_known(range) then sha256(normal(holder_identifier(entry_holder(range))))
        else sha256('nobody' || range::varchar) end as identifier_hash
from range({low}, {high})
"""
_MATCHES = """
with tried as (
    select range as m, match_entry(range) as e, matched_at(range) as t, entry_holder(match_entry(range)) as h
    from range({low}, {high})
    where entry_known(match_entry(range))
)
select m as match_id, t at time zone 'UTC' as matched_at, entry_upload(e) as upload_id,
    holder_account(h) as account_id,
    case when dice(m, 32) < 0.8 then sha256(normal(holder_identifier(h))) end as identifier_hash
from tried
where (t >= held_from(h) and (held_to(h) is null or t < held_to(h))) or dice(m, 33) < 0.06
"""
_INCIDENT = """\
[incident]
title = "Synthetic incident"
reference = "BENCH"
systems = ["tailored", "partner"]
timezone = "UTC"

[window]
start = 2013-05-01T00:00:00Z
end = 2019-09-17T00:00:00Z

[purposes]
security = ["two_factor", "account_recovery"]
permitted = ["profile", "marketing"]

[matching]
hash = ["sha256"]
email = "lowercase"
phone = "e164"
"""


def make_world(size: Size, out: Path) -> Path:
    """Write an incident of this size as Parquet below `out`; return its incident file."""
    out.mkdir(parents=True, exist_ok=True)
    holders, tries = int(size.contacts / 1.095), int(size.matches / 0.6)
    rows = {
        "contacts": (_CONTACTS, holders),
        "uploads": (_UPLOADS, size.uploads),
        "entries": (_ENTRIES, size.entries),
        "matches": (_MATCHES, tries),
    }
    with (
        tempfile.TemporaryDirectory(dir=out) as spill,
        duckdb.connect(config={"temp_directory": spill}) as con,
    ):
        con.execute("set TimeZone = 'UTC'")
        con.execute(
            _MACROS.format(
                accounts=_ACCOUNTS_PER_HOLDER,
                holders=holders,
                uploads=size.uploads,
                entries=size.entries,
                tries=tries,
            )
        )
        for name, (sql, count) in rows.items():
            _write_parts(con, sql, count, out / name)
    return _write_incident(out, list(rows))


def _write_parts(con: duckdb.DuckDBPyConnection, sql: str, count: int, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for part, low in enumerate(range(0, count, _CHUNK)):
        query = sql.format(low=low, high=min(count, low + _CHUNK))
        target = str(folder / f"part-{part:04d}.parquet").replace("'", "''")
        con.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)").fetchall()


def _write_incident(out: Path, inputs: list[str]) -> Path:
    sections = [f'\n[inputs.{name}]\npath = "{name}/*.parquet"\n' for name in inputs]
    path = out / "incident.toml"
    path.write_text(_INCIDENT + "".join(sections), encoding="utf-8")
    return path
