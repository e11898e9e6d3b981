"""The oracle's typed evidence as the canonical tables that the queries read, and their result read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
from tests.oracle.columns import COLUMNS
from tests.oracle.evidence import Evidence, Settings
from tests.oracle.facts import match as match_of
from tests.oracle.facts import phone_country
from tests.oracle.instants import microseconds, text_of
from tests.oracle.matches import name_of
from tests.oracle.outcome import AccountRow, CoverageRow, Edge, Outcome, VerdictRow
from tests.oracle.reading import Loaded, Typed, load

from offpurpose.audit.judging import judge
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sorting import make_sort_macros
from offpurpose.engine.query_files import QueryFile
from offpurpose.engine.run import failed_checks, run_queries

TEXT, INSTANT, WHOLE, TRUTH, BYTES = pa.string(), pa.timestamp("us"), pa.int64(), pa.bool_(), pa.binary()
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables hold naive UTC
FILE = 2**40

SCHEMAS: dict[str, dict[str, pa.DataType]] = {
    "contact": {
        "source_row": WHOLE, "account_id": TEXT, "kind": TEXT, "digest": BYTES, "unmatchable": TRUTH,
        "purpose": TEXT, "valid_from": INSTANT, "valid_to": INSTANT, "phone_region": TEXT, "copies": WHOLE,
    },
    "upload": {
        "source_row": WHOLE, "upload_id": TEXT, "advertiser_id": TEXT, "partner_id": TEXT, "system": TEXT,
        "uploaded_at": INSTANT, "entry_count": WHOLE, "matched_count": WHOLE, "key_id": TEXT, "copies": WHOLE,
    },
    "entry": {
        "source_row": WHOLE, "upload_id": TEXT, "kind": TEXT, "digest": BYTES, "identifier_state": TEXT,
        "added_at": INSTANT, "removed_at": INSTANT, "copies": WHOLE,
    },
    "match": {
        "source_row": WHOLE, "match_id": TEXT, "matched_at": INSTANT, "account_id": TEXT, "upload_id": TEXT,
        "kind": TEXT, "digest": BYTES, "identifier_state": TEXT, "partner_user_id": TEXT, "ended_at": INSTANT,
        "copies": WHOLE,
    },
    "account": {"source_row": WHOLE, "account_id": TEXT, "country": TEXT, "status": TEXT, "copies": WHOLE},
    "partner_map": {
        "source_row": WHOLE, "partner_id": TEXT, "partner_user_id": TEXT, "account_id": TEXT,
        "mapped_at": INSTANT, "map_version": TEXT, "kind": TEXT, "digest": BYTES, "identifier_state": TEXT,
        "given_as_digest": TRUTH, "key_id": TEXT, "copies": WHOLE,
    },
    "rejected_row": {
        "source_row": WHOLE, "input": TEXT, "account_id": TEXT, "upload_id": TEXT, "matched_at": INSTANT,
        "ended_at": INSTANT,
    },
    "input_count": {"input": TEXT, "read": WHOLE, "accepted": WHOLE, "duplicates": WHOLE, "rejected": WHOLE},
    "incident": {"window_start": INSTANT, "window_end": INSTANT, "rule": TEXT},
    "purpose_class": {"purpose": TEXT, "class": TEXT},
    "system_in_scope": {"system": TEXT},
    "other_kind": {"kind": TEXT},
    "key_at_hand": {"key_id": TEXT},
    "digest_rule": {"rule_no": WHOLE, "applies_from": INSTANT, "applies_until": INSTANT},
    "also_digested": {"source_row": WHOLE, "digest": BYTES, "rule_no": WHOLE},
    "system_digest": {"system": TEXT, "digest_end": TEXT},
}  # fmt: skip
TABLES = {
    "contacts": "contact", "uploads": "upload", "entries": "entry", "matches": "match",
    "accounts": "account", "partner_map": "partner_map",
}  # fmt: skip

SECTIONS = ("accounts", "records", "matches", "containment", "coverage", "lag")
ORDER = (
    "account_id", "matched_at", "match_id", "upload_id", "system", "advertiser_id", "partner_id", "kind",
    "verdict", "reason",
)  # fmt: skip
INSTANTS = ("log_until", "last_at")
# The tables beside the lists, in the order in which the contract or the query itself puts their rows.
TABLES_BESIDE = {
    **{
        f"by_{key}": f"order by {key}"
        for key in ("country", "system", "advertiser", "partner", "kind", "purpose", "month", "reason")
    },
    "coverage": "order by input, system nulls first",
    "summary_accounts": "",
    "summary_coverage": "",
    "summary_coverage_gaps": "",
    "summary_containment_days": "",
    "summary_reasons": "",
    "summary_unclassified_purposes": "",
    "summary_country_groups": "",
    "summary_us_states": "",
    "summary_statuses": "",
    "summary_input_spans": "",
    "summary_evidence": "",
}

Tables = dict[str, list[dict[str, Any]]]


def run_by_ranges(evidence: Evidence, ranges: int) -> Outcome:
    """Put the evidence through the queries likewise, the accounts range after range."""
    with duckdb.connect(config={"threads": 1}) as con:
        make_canonical_tables(con, evidence)
        judge(con, CONTACT_MATCHING, lambda *_: None, ranges=ranges)
        return outcome(con)


def run_over_tables(evidence: Evidence, queries: tuple[QueryFile, ...] | None = None) -> Outcome:
    """Put the evidence, as the oracle loads it, through the queries alone; raises where a check fails."""
    queries = CONTACT_MATCHING.queries if queries is None else queries
    with duckdb.connect(config={"threads": 1}) as con:
        make_canonical_tables(con, evidence)
        run_queries(con, queries, lambda *_: None)
        failed = failed_checks(con, queries)
        assert not failed, f"checks failed: {failed}"
        return outcome(con)


def make_canonical_tables(con: duckdb.DuckDBPyConnection, evidence: Evidence) -> None:
    """Create every canonical and parameter table from the evidence, as the oracle loads it."""
    for name, rows in canonical_tables(evidence, load(evidence)).items():
        con.register("rows", pa.Table.from_pylist(rows, pa.schema(list(SCHEMAS[name].items()))))
        con.execute(f'create table "{name}" as select * from rows').fetchall()
        con.unregister("rows")
    make_sort_macros(con)


def canonical_tables(evidence: Evidence, loaded: dict[str, Loaded]) -> Tables:
    """Every canonical and parameter table, as rows."""
    tables: Tables = {name: [] for name in SCHEMAS}
    for number, name in enumerate(COLUMNS):
        for row in loaded[name].accepted if name in loaded else ():
            copies = 1 + sum(same_row(row, each) for each in loaded[name].duplicates)
            tables[TABLES[name]].append(canonical(name, row, number, copies, evidence.settings))
        for row in loaded[name].rejected if name in loaded else ():
            tables["rejected_row"].append(
                {**cells(row), "input": name, "source_row": number * FILE + row.number}
            )
        if name in loaded:
            tables["input_count"].append(counts(name, loaded[name]))
    return {**tables, **parameters(evidence.settings)}


def same_row(row: Typed, other: Typed) -> bool:
    """Whether two rows of one input are equal as read."""
    return row.values == other.values and row.named == other.named


def cells(row: Typed) -> dict[str, Any]:
    """The typed values of a row, instants as naive UTC."""
    instants = (
        "valid_from",
        "valid_to",
        "uploaded_at",
        "added_at",
        "removed_at",
        "matched_at",
        "ended_at",
        "mapped_at",
    )
    return {name: naive(value) if name in instants else value for name, value in row.values.items()}


def canonical(name: str, row: Typed, number: int, copies: int, settings: Settings) -> dict[str, Any]:
    """One row of a canonical table."""
    values = {**cells(row), "source_row": number * FILE + row.number, "copies": copies}
    if row.named is not None:
        values |= {
            "digest": row.named.digest,
            "identifier_state": row.named.state,
            "unmatchable": row.named.state == "unmatchable",
            "given_as_digest": row.named.given_as_digest,
        }
    if name == "contacts":
        unmatchable = values["unmatchable"] and values["kind"] == "phone"
        # What region a number is given that cannot be normalised, the queries must not heed.
        values["phone_region"] = row.text("region") if unmatchable else phone_country(row, settings)
    if name == "uploads":
        values["system"] = values["system"] or ("tailored" if values["partner_id"] is None else "partner")
    if name == "matches":
        values["match_id"] = name_of(match_of(row))
    return {column: values.get(column) for column in SCHEMAS[TABLES[name]]}


def counts(name: str, loaded: Loaded) -> dict[str, Any]:
    """One row of `input_count`."""
    return {
        "input": name, "read": loaded.read, "accepted": len(loaded.accepted),
        "duplicates": len(loaded.duplicates), "rejected": len(loaded.rejected),
    }  # fmt: skip


def parameters(settings: Settings) -> Tables:
    """The incident's settings as tables."""
    classes = [(each, "security") for each in settings.security] + [
        (each, "permitted") for each in settings.permitted
    ]
    return {
        "incident": [
            {
                "window_start": naive(settings.window_start),
                "window_end": naive(settings.window_end),
                "rule": settings.rule,
            }
        ],
        "purpose_class": [{"purpose": purpose, "class": name} for purpose, name in classes],
        "system_in_scope": [{"system": system} for system in settings.systems],
        "other_kind": [{"kind": kind} for kind in settings.other_kinds],
        "key_at_hand": [],
    }


def naive(instant: object) -> datetime | None:
    """An instant in microseconds as naive UTC."""
    return EPOCH + timedelta(microseconds=instant) if isinstance(instant, int) else None


def outcome(con: duckdb.DuckDBPyConnection) -> Outcome:
    """What the result tables say."""
    columns = ", ".join(VerdictRow._fields)
    order = ", ".join(f"{column} nulls first" for column in ORDER)
    verdicts = records(con, f"select {columns} from verdict order by {order}")
    summary = {name: section(con, name) for name in SECTIONS}
    return Outcome(
        verdicts=[VerdictRow(**row) for row in verdicts],
        affected=[AccountRow(**row) for row in records(con, "from affected_account order by account_id")],
        possibly_affected=[
            AccountRow(**row) for row in records(con, "from possibly_affected_account order by account_id")
        ],
        summary=summary,
        rejected=[],
        coverage_by_system={
            row["system"]: CoverageRow(row["days"], row["days_with_log"])
            for row in records(con, "from coverage where input = 'matches' and system is not null")
        },
        edges={
            row["shift"]: Edge(row["affected"], row["possibly_affected"], row["upper_bound"])
            for row in records(con, "from summary_edges")
            if row["affected"] is not None
        },
        tables={name: records(con, f"from {name} {order}") for name, order in TABLES_BESIDE.items()},
    )


def section(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """One section of the summary, instants as text."""
    [row] = records(con, f"from summary_{name}")
    return {
        key: text_of(value) if key in INSTANTS and isinstance(value, int) else value
        for key, value in row.items()
    }


def records(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows as dicts, instants in microseconds."""
    rows: list[dict[str, Any]] = con.sql(sql).to_arrow_table().to_pylist()
    return [{name: as_number(value) for name, value in row.items()} for row in rows]


def as_number(value: object) -> object:
    """Instants as microseconds, days as text; everything else as it is."""
    if isinstance(value, datetime):
        return microseconds(value.replace(tzinfo=UTC))
    return value.isoformat() if isinstance(value, date) else value
