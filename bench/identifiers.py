"""How fast identifiers are normalised and digested on one core, and plain `phonenumbers` beside it.

Run `python -m bench.identifiers [ROWS]`. Times are of the process, so that a busy machine matters less.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import duckdb
import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from offpurpose.identifiers.digests import given_digest
from offpurpose.identifiers.email import lowercase
from offpurpose.identifiers.packs import RulePack, load_pack, pack_names, stated_pack
from offpurpose.identifiers.phones.library import e164_of
from offpurpose.identifiers.sql import IdentifierSql, register
from offpurpose.incident import Matching, RuleUse

REGIONS = ("US", "GB", "DE", "JP", "BR", "IN", "FR", "MX", "CA", "AU", "IT", "ES", "NG", "ID", "PK", "TR")
ROUNDS = 3
BY_LIBRARY = 20_000
WRITINGS = {
    "E.164": PhoneNumberFormat.E164,
    "international": PhoneNumberFormat.INTERNATIONAL,
    "national with a region": PhoneNumberFormat.NATIONAL,
}


def rules_of(pack: RulePack) -> Matching:
    """A pack that applies to everything."""
    return Matching((RuleUse(pack),), None, ())


def phones(rows: int, writing: int) -> tuple[list[str], list[str]]:
    """Mobile numbers of several countries in one writing, and their regions."""
    chance = random.Random(4)
    texts, regions = [], []
    for _ in range(rows):
        region = chance.choice(REGIONS)
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        assert example is not None
        example.national_number = int(example.national_number or 0) + chance.randrange(-400_000, 400_000)
        texts.append(phonenumbers.format_number(example, writing))
        regions.append(region)
    return texts, regions


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds of the process."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def rate(con: duckdb.DuckDBPyConnection, name: str, expression: str, table: str, rows: int) -> None:
    """Measure an expression over a table, or over layers of columns above it."""
    query = f"select max(hash({expression})) from {table}"
    seconds = best(lambda: con.execute(query).fetchall())
    print(f"{name:40} {rows / seconds:>12,.0f} a second")


def layered(ids: IdentifierSql, table: str) -> str:
    """What is made of the values of a table, as something to select from."""
    for layer in ids.normals("k", "x", "r"):
        table = f"(select *, {', '.join(f'{sql} as {name}' for name, sql in layer.items())} from {table})"
    return table


def measure_emails(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    con.execute(
        "create table emails as select 'email' as k, null::varchar as r,"
        " 'User.' || hash(i) % 10000000 || '+x@Example.' || (i % 9) || '.com' as x,"
        f" sha256(i::varchar) as h, to_base64(unhex(sha256(i::varchar))) as b from range({rows}) as r(i)"
    ).fetchall()
    rate(con, "e-mail, lowercase", lowercase("x"), "emails", rows)
    for name in pack_names():
        ids = IdentifierSql(rules_of(load_pack(name)))
        if ids.matching.rules[0].pack.email is not None:
            rate(con, f"e-mail and digest, {name}", ids.digest(), layered(ids, "emails"), rows)
    rate(con, "SHA-256 alone, as hex", "sha256(x)", "emails", rows)
    rate(con, "given digest, hex", given_digest("h"), "emails", rows)
    rate(con, "given digest, base64", given_digest("b"), "emails", rows)


def measure_phones(con: duckdb.DuckDBPyConnection, ids: IdentifierSql, rows: int) -> None:
    for name, writing in WRITINGS.items():
        texts, regions = phones(rows, writing)
        con.register("given", pa.table({"x": texts, "r": regions}))
        con.execute("create or replace table phones as select x, r, 'phone' as k from given").fetchall()
        numbers = layered(ids, "phones")
        con.unregister("given")
        rate(con, f"phone, {name}", "normal", numbers, rows)
        rate(con, f"phone, {name}, and digest", ids.digest(), numbers, rows)
        pairs = list(zip(texts, regions, strict=True))[:BY_LIBRARY]
        seconds = best(lambda pairs=pairs: [e164_of(text, region) for text, region in pairs])  # type: ignore[misc]
        print(f"{'  by phonenumbers alone':40} {len(pairs) / seconds:>12,.0f} a second")
    con.execute(f"create table numbers as select normal as n, r from {layered(ids, 'phones')}").fetchall()
    rate(con, "country of a phone", ids.phone_country("n"), "numbers", rows)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    con = duckdb.connect(config={"threads": 1})
    try:
        ids = register(con, rules_of(stated_pack(("sha256",), "lowercase", "e164")))
        measure_emails(con, rows)
        measure_phones(con, ids, rows)
    finally:
        con.close()


if __name__ == "__main__":
    main()
