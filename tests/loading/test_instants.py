"""Every form of a timestamp: the instant that it names, and what is noted of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.instants import read_instant, text_of

from offpurpose.incident import Timestamps
from offpurpose.inputs.instants import (
    DIGITS_CUT,
    LOCAL_SKIPPED,
    LOCAL_TWICE,
    ZONELESS,
    instant_flags,
    settled_instant,
    written_instant,
)

SKIPPED = ZONELESS + LOCAL_SKIPPED
TWICE = ZONELESS + LOCAL_TWICE


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def read(
    con: duckdb.DuckDBPyConnection,
    values: list[object],
    *,
    of: str = "VARCHAR",
    timestamps: Timestamps = "iso",
    timezone: str | None = None,
) -> list[tuple[str | None, int]]:
    """The instant and the flags of each value, which DuckDB casts to the type first."""
    written, columns = written_instant("given", of, timestamps).named("given")
    first = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    rows = con.execute(
        f"select strftime(instant, '%Y-%m-%dT%H:%M:%S.%fZ'), {instant_flags('instant', written, timezone)}"
        f" from (select *, {settled_instant(written, timezone)} as instant from (select *, {first}"
        f" from (select place, cast(given as {of}) as given"
        " from (select unnest(range(len($1))) as place, unnest($1) as given)))) order by place",
        [values],
    ).fetchall()
    return [(instant, flags) for instant, flags in rows]


NOTHING = (None, 0)
ISO = {
    # Plain forms.
    "2019-01-02T03:04:05Z": ("2019-01-02T03:04:05.000000Z", 0),
    "2019-01-02 03:04:05Z": ("2019-01-02T03:04:05.000000Z", 0),
    "2019-01-02T03:04Z": ("2019-01-02T03:04:00.000000Z", 0),
    "2019-01-02T03:04:05.6Z": ("2019-01-02T03:04:05.600000Z", 0),
    "2019-01-02T03:04:05.123456Z": ("2019-01-02T03:04:05.123456Z", 0),
    # Offsets.
    "2019-01-02T03:04:05+00:00": ("2019-01-02T03:04:05.000000Z", 0),
    "2019-01-02T03:04:05-00:00": ("2019-01-02T03:04:05.000000Z", 0),
    "2019-01-02T03:04:05+05": ("2019-01-01T22:04:05.000000Z", 0),
    "2019-01-02T03:04:05-0330": ("2019-01-02T06:34:05.000000Z", 0),
    "2019-01-02T03:04:05+05:45": ("2019-01-01T21:19:05.000000Z", 0),
    "2019-01-02 03:04-11": ("2019-01-02T14:04:00.000000Z", 0),
    "2019-01-02T03:04:05.5+23:59": ("2019-01-01T03:05:05.500000Z", 0),
    "2019-01-02T03:04:05+24:00": NOTHING,
    "2019-01-02T03:04:05+05:60": NOTHING,
    "2019-01-02T03:04:05+5": NOTHING,
    "2019-01-02T03:04:05+05:": NOTHING,
    "2019-01-02T03:04:05+05:4": NOTHING,
    "2019-01-02T03:04:05 +05": NOTHING,
    "2019-01-02T03:04:05Z+05": NOTHING,
    "2019-01-02T03:04:05z": NOTHING,
    "2019-01-02T03:04:05 UTC": NOTHING,
    "2019-01-02T03:04:05 Europe/Paris": NOTHING,
    # No offset.
    "2019-01-02": ("2019-01-02T00:00:00.000000Z", ZONELESS),
    "2019-01-02T03:04": ("2019-01-02T03:04:00.000000Z", ZONELESS),
    "2019-01-02 03:04:05": ("2019-01-02T03:04:05.000000Z", ZONELESS),
    "2019-01-02T03:04:05.25": ("2019-01-02T03:04:05.250000Z", ZONELESS),
    "2019-01-02Z": NOTHING,
    "2019-01-02+01": NOTHING,
    # Finer than microseconds.
    "2019-01-02T03:04:05.1234567Z": ("2019-01-02T03:04:05.123456Z", DIGITS_CUT),
    "2019-01-02T03:04:05.1234569+01": ("2019-01-02T02:04:05.123456Z", DIGITS_CUT),
    "2019-01-02T03:04:05.123456000Z": ("2019-01-02T03:04:05.123456Z", 0),
    "2019-01-02T03:04:05.123456000001": ("2019-01-02T03:04:05.123456Z", ZONELESS + DIGITS_CUT),
    "2019-01-02T23:59:59.99999999999999999999Z": ("2019-01-02T23:59:59.999999Z", DIGITS_CUT),
    "1969-12-31T23:59:59.9999999Z": ("1969-12-31T23:59:59.999999Z", DIGITS_CUT),
    # The calendar and the clock.
    "2020-02-29T00:00Z": ("2020-02-29T00:00:00.000000Z", 0),
    "2019-02-29T00:00Z": NOTHING,
    "1900-02-29": NOTHING,
    "2019-04-31": NOTHING,
    "2019-13-01": NOTHING,
    "2019-00-01": NOTHING,
    "2019-01-00": NOTHING,
    "2019-01-02T24:00:00Z": NOTHING,
    "2019-01-02T23:60:00Z": NOTHING,
    "2016-12-31T23:59:60Z": NOTHING,
    # The first and the last year.
    "0001-01-01T00:00Z": ("0001-01-01T00:00:00.000000Z", 0),
    "0001-01-01T00:00:00+00:01": NOTHING,
    "0000-12-31T23:59:59-00:01": NOTHING,
    "0000-12-31": NOTHING,
    "9999-12-31T23:59:59.999999Z": ("9999-12-31T23:59:59.999999Z", 0),
    "9999-12-31T23:59:59.9999999Z": ("9999-12-31T23:59:59.999999Z", DIGITS_CUT),
    "9999-12-31T23:59:59-00:01": NOTHING,
    # Anything else.
    " 2019-01-02": NOTHING,
    "2019-01-02 ": NOTHING,
    "2019-01-02T03:04:05Z\n": NOTHING,
    "2019-01-02  03:04Z": NOTHING,
    "2019-01-02t03:04Z": NOTHING,
    "2019-01-02T3:04Z": NOTHING,
    "2019-01-02T03Z": NOTHING,
    "2019-01-02T0304Z": NOTHING,
    "2019-01-02T03:04:5Z": NOTHING,
    "2019-01-02T03:04:05.Z": NOTHING,
    "2019-01-02T03:04:05,5Z": NOTHING,
    "20190102T030405Z": NOTHING,
    "2019-1-2": NOTHING,
    "2019/01/02": NOTHING,
    "02.01.2019": NOTHING,
    "2019-W01-3": NOTHING,
    "2019-002": NOTHING,
    "+2019-01-02": NOTHING,
    "12019-01-02": NOTHING,
    "2019-01-02T03:04:05Zjunk": NOTHING,
    "\u0662\u0660\u0661\u0669-01-02": NOTHING,
    "now": NOTHING,
    "today": NOTHING,
    "epoch": NOTHING,
    "infinity": NOTHING,
    "-infinity": NOTHING,
    "0": NOTHING,
    "1546398245": NOTHING,
    "NULL": NOTHING,
}


def test_iso_text(con: duckdb.DuckDBPyConnection) -> None:
    assert dict(zip(ISO, read(con, list(ISO)), strict=True)) == ISO


def test_a_missing_value_is_no_instant_and_nothing_is_noted_of_it(con: duckdb.DuckDBPyConnection) -> None:
    assert read(con, [None]) == [NOTHING]
    assert read(con, [None], of="TIMESTAMP") == [NOTHING]
    assert read(con, [None], timestamps="epoch_s", timezone="Europe/Paris") == [NOTHING]


@pytest.mark.parametrize(
    ("timezone", "local", "instant", "flags"),
    [
        ("America/New_York", "2019-07-01T12:00", "2019-07-01T16:00:00.000000Z", ZONELESS),
        ("America/New_York", "2019-03-10T01:59:59.999999", "2019-03-10T06:59:59.999999Z", ZONELESS),
        ("America/New_York", "2019-03-10T02:00", "2019-03-10T07:00:00.000000Z", SKIPPED),
        ("America/New_York", "2019-03-10T02:30", "2019-03-10T07:30:00.000000Z", SKIPPED),
        ("America/New_York", "2019-03-10T02:59:59.999999", "2019-03-10T07:59:59.999999Z", SKIPPED),
        ("America/New_York", "2019-03-10T03:00", "2019-03-10T07:00:00.000000Z", ZONELESS),
        ("America/New_York", "2019-11-03T00:59:59.999999", "2019-11-03T04:59:59.999999Z", ZONELESS),
        ("America/New_York", "2019-11-03T01:00", "2019-11-03T06:00:00.000000Z", TWICE),
        ("America/New_York", "2019-11-03T01:59:59.999999", "2019-11-03T06:59:59.999999Z", TWICE),
        ("America/New_York", "2019-11-03T02:00", "2019-11-03T07:00:00.000000Z", ZONELESS),
        ("America/New_York", "2019-11-03T01:30-04:00", "2019-11-03T05:30:00.000000Z", 0),
        ("Europe/London", "2019-10-27T01:30", "2019-10-27T01:30:00.000000Z", TWICE),
        ("Australia/Lord_Howe", "2019-04-07T01:45", "2019-04-06T15:15:00.000000Z", TWICE),
        ("Australia/Lord_Howe", "2019-10-06T02:15", "2019-10-05T15:45:00.000000Z", SKIPPED),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000000Z", SKIPPED),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000000Z", ZONELESS),
        ("Pacific/Kwajalein", "1969-09-30T12:00", "1969-10-01T00:00:00.000000Z", TWICE),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000000Z", SKIPPED),
        ("UTC", "2019-03-10T02:30", "2019-03-10T02:30:00.000000Z", ZONELESS),
        ("Asia/Kolkata", "0001-01-01T00:00", None, 0),
        ("America/New_York", "9999-12-31T23:00", None, 0),
    ],
)
def test_local_times(
    con: duckdb.DuckDBPyConnection, timezone: str, local: str, instant: str | None, flags: int
) -> None:
    assert read(con, [local], timezone=timezone) == [(instant, flags)]


ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tehran", "America/St_Johns")


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(1999, 2018),
    minutes=st.lists(st.integers(0, 366 * 24 * 4), min_size=20, max_size=400),
)
def test_local_times_are_those_of_the_time_zone_database(zone: str, year: int, minutes: list[int]) -> None:
    locals_ = [datetime(year, 1, 1) + timedelta(minutes=15 * each) for each in minutes]  # noqa: DTZ001
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        found = read(con, [local.isoformat(timespec="minutes") for local in locals_], timezone=zone)
    assert found == [expected_of_zone(local, ZoneInfo(zone)) for local in locals_]


def expected_of_zone(local: datetime, zone: ZoneInfo) -> tuple[str, int]:
    """By Python's own folds: of a time that occurs twice the later one, and a gap moves it forward."""
    readings = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [each.astimezone(zone).replace(tzinfo=None) == local for each in readings]
    flags = ZONELESS
    if not any(real):
        flags |= LOCAL_SKIPPED
    elif all(real) and readings[0] != readings[1]:
        flags |= LOCAL_TWICE
    return max(readings).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), flags


TYPED = [
    ("TIMESTAMP WITH TIME ZONE", "2019-01-02 03:04:05.123456+01", "2019-01-02T02:04:05.123456Z", 0),
    ("TIMESTAMP WITH TIME ZONE", "infinity", None, 0),
    ("TIMESTAMP", "2019-01-02 03:04:05.123456", "2019-01-02T03:04:05.123456Z", ZONELESS),
    ("TIMESTAMP", "-infinity", None, 0),
    ("TIMESTAMP", "10000-01-01 00:00:00", None, 0),
    ("TIMESTAMP", "290309-12-21 (BC) 19:59:05.224192", None, 0),
    ("TIMESTAMP_S", "2019-01-02 03:04:05", "2019-01-02T03:04:05.000000Z", ZONELESS),
    ("TIMESTAMP_MS", "2019-01-02 03:04:05.123", "2019-01-02T03:04:05.123000Z", ZONELESS),
    ("TIMESTAMP_NS", "2019-01-02 03:04:05.123456789", "2019-01-02T03:04:05.123456Z", ZONELESS + DIGITS_CUT),
    ("TIMESTAMP_NS", "2019-01-02 03:04:05.123456000", "2019-01-02T03:04:05.123456Z", ZONELESS),
    ("TIMESTAMP_NS", "1969-12-31 23:59:59.999999999", "1969-12-31T23:59:59.999999Z", ZONELESS + DIGITS_CUT),
    ("TIMESTAMPTZ_NS", "2019-01-02 03:04:05.123456789+01", "2019-01-02T02:04:05.123456Z", DIGITS_CUT),
    ("DATE", "2019-01-02", "2019-01-02T00:00:00.000000Z", ZONELESS),
    ("DATE", "infinity", None, 0),
    ("DATE", "5000000-01-01", None, 0),
    ("DATE", "0001-01-01 (BC)", None, 0),
]


@pytest.mark.parametrize("case", TYPED, ids=str)
def test_typed_columns(con: duckdb.DuckDBPyConnection, case: tuple[str, str, str | None, int]) -> None:
    of, value, *told = case
    assert read(con, [value], of=of) == [tuple(told)]
    assert read(con, [value], of=of, timestamps="epoch_ms") == [tuple(told)]


def test_typed_local_times_lie_in_the_timezone(con: duckdb.DuckDBPyConnection) -> None:
    for of in ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S"):
        assert read(con, ["2019-11-03 01:30:00"], of=of, timezone="America/New_York") == [
            ("2019-11-03T06:30:00.000000Z", TWICE)
        ]
    assert read(con, ["2019-11-03"], of="DATE", timezone="America/New_York") == [
        ("2019-11-03T04:00:00.000000Z", ZONELESS)
    ]


EPOCH = {
    "0": "1970-01-01T00:00:00",
    "-1": "1969-12-31T23:59:59",
    "1546398245": "2019-01-02T03:04:05",
    "0001546398245": "2019-01-02T03:04:05",
    "-62135596800": "0001-01-01T00:00:00",
    "-62135596801": None,
    "253402300799": "9999-12-31T23:59:59",
    "253402300800": None,
    "9223372036854775807": None,
    "99999999999999999999999": None,
    "1546398245.0": None,
    "1546398245.5": None,
    "1.5e9": None,
    "+5": None,
    " 5": None,
    "5 ": None,
    "1_000": None,
    "--5": None,
    "0x10": None,
    "2019-01-02": None,
    "2019-01-02T03:04:05Z": None,
    "now": None,
}


def test_epoch_seconds_in_text(con: duckdb.DuckDBPyConnection) -> None:
    expected = [(text and f"{text}.000000Z", 0) for text in EPOCH.values()]
    assert read(con, list(EPOCH), timestamps="epoch_s") == expected


@pytest.mark.parametrize(
    ("timestamps", "of", "value", "instant"),
    [
        ("epoch_s", "INTEGER", 1546398245, "2019-01-02T03:04:05.000000Z"),
        ("epoch_s", "BIGINT", 1546398245000, None),
        ("epoch_ms", "BIGINT", 1546398245123, "2019-01-02T03:04:05.123000Z"),
        ("epoch_ms", "BIGINT", -1, "1969-12-31T23:59:59.999000Z"),
        ("epoch_us", "BIGINT", 1546398245123456, "2019-01-02T03:04:05.123456Z"),
        ("epoch_us", "BIGINT", 253402300799999999, "9999-12-31T23:59:59.999999Z"),
        ("epoch_us", "BIGINT", 253402300800000000, None),
        ("epoch_us", "HUGEINT", 10**30, None),
        ("epoch_us", "UBIGINT", 2**64 - 1, None),
        ("epoch_s", "UTINYINT", 5, "1970-01-01T00:00:05.000000Z"),
        ("epoch_s", "DECIMAL(38,0)", "1546398245", "2019-01-02T03:04:05.000000Z"),
        ("epoch_s", "DECIMAL(18,3)", "1546398245", None),
        ("epoch_s", "DOUBLE", 1546398245.0, None),
        ("epoch_s", "BOOLEAN", True, None),
        ("iso", "BIGINT", 1546398245, None),
        ("iso", "DOUBLE", 2019.0, None),
    ],
)
def test_epoch_columns(
    con: duckdb.DuckDBPyConnection, timestamps: Timestamps, of: str, value: object, instant: str | None
) -> None:
    assert read(con, [value], of=of, timestamps=timestamps) == [(instant, 0)]


def text_or_none(instant: int | None) -> str | None:
    return None if instant is None else text_of(instant).rjust(27, "0")


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.from_regex(
            re.compile(
                r"[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,9})?)?"
                r"(Z|[+-][0-2][0-9](:?[0-6][0-9])?)?)?",
                re.ASCII,
            ),
            fullmatch=True,
        ),
        min_size=1,
        max_size=50,
    ),
    zone=st.sampled_from(("UTC", "Europe/Berlin")),
)
def test_iso_text_is_read_as_plain_python_reads_it(texts: list[str], zone: str) -> None:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        found = [instant for instant, _ in read(con, list(texts), timezone=zone)]
    expected = [read_instant(text, "iso", zone) for text in texts]
    for text, is_read, must_be in zip(texts, found, expected, strict=True):
        # Far from now the two know the zone by different rules.
        if zone == "UTC" or text[-1] == "Z" or 1980 <= int(text[:4]) <= 2030:
            assert (text, is_read) == (text, text_or_none(must_be))
