"""The account table of an audit, to hold those of its peers against, and the contacts that they are given."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from bench.peers.given import DIGESTED, VERDICTS, quoted
from offpurpose.engine.database import Limits, open_database
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import load_inputs

_CONTACTS = """
select
    account_id,
    lower(hex(digest)) as digest,
    purpose in ({security}) as is_security,
    valid_from at time zone 'UTC' as valid_from,
    coalesce(valid_to, timestamp '9999-01-01') at time zone 'UTC' as valid_to
from contact
where not unmatchable
"""


def digest_contacts(folder: Path) -> None:
    """Write the contacts with their digests: normalising is outside what peers are measured by."""
    target = folder / DIGESTED
    if target.exists():
        return
    incident = load_incident(folder / "incident.toml")
    files = {**find_files(incident.folder, incident.inputs.values())}
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        open_database(Path(scratch) / "loaded.duckdb", Path(scratch), Limits()) as con,
    ):
        load_inputs(con, incident, files)
        security = ", ".join(quoted(purpose) for purpose in incident.purposes.security)
        con.execute(
            f"copy ({_CONTACTS.format(security=security)}) to {quoted(target)} (format parquet)"
        ).fetchall()


def checksum(con: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, int]:
    """Return how many rows an account table has, and a number that every cell of it bears on."""
    cells = ", ".join(f"cast({name} as bigint)" for name in ("account_id", *VERDICTS))
    [(rows, fingerprint)] = con.execute(f"select count(*), bit_xor(hash({cells})) from {relation}").fetchall()
    return int(rows), int(fingerprint)


def of_peer(table: Path) -> tuple[int, int]:
    """Return the checksum of the account table that a peer wrote."""
    with duckdb.connect() as con:
        return checksum(con, f"read_parquet({quoted(table)})")


def of_case(case: Path) -> tuple[int, int]:
    """Return the checksum of the account table that is in an audit's verdicts."""
    counts = ", ".join(f"count(*) filter (where verdict = '{verdict}') as {verdict}" for verdict in VERDICTS)
    verdicts = f"read_parquet({quoted(case / 'accounts' / 'verdicts.parquet')})"
    with duckdb.connect() as con:
        return checksum(con, f"(select account_id, {counts} from {verdicts} group by account_id)")
