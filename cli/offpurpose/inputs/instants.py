"""Timestamps of every kind to instants (rules, section 4), as SQL in three steps over one column.

The first step reads what is written; the second settles where a time without an offset lies; the third says
what befell it. An instant is a TIMESTAMP in UTC, from year 1 to 9999; NULL where the value names none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpurpose.engine.sql_text import quoted_text
from offpurpose.incident import Timestamps
from offpurpose.inputs.column_types import is_whole

ZONELESS = 1
DIGITS_CUT = 2
LOCAL_TWICE = 4
LOCAL_SKIPPED = 8
FLAG_BITS = 4
"""Bits that say what befell one timestamp, and how many there are of them."""

_FIRST = "timestamp '0001-01-01 00:00:00'"
_LAST = "timestamp '9999-12-31 23:59:59.999999'"
# A local time may lie a day outside, and its instant inside all the same.
_NEAR_FIRST = "timestamp '0000-12-30 00:00:00'"
_NEAR_LAST = "timestamp '10000-01-02 00:00:00'"
_FIRST_US = -62_135_596_800_000_000
_LAST_US = 253_402_300_799_999_999
_US_PER = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}

_CLOCK = r"(?:[01]\d|2[0-3])"
_TIME = rf"{_CLOCK}:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
_OFFSET = rf"(?:Z|[+-]{_CLOCK}(?::?[0-5]\d)?)"
_ISO = rf"\d{{4}}-\d\d-\d\d(?:[T ]{_TIME}{_OFFSET}?)?"
_ANY_BELOW_MICROSECOND = r"\.\d{6}\d*[1-9]"


@dataclass(frozen=True, slots=True)
class WrittenInstant:
    """What is written in one column, as SQL.

    `moment` is a TIMESTAMP: UTC, or local where `zoneless` holds; `cut` tells whether digits were cut. Where
    the type of the column rules one of these out, it is `false`.
    """

    moment: str
    zoneless: str = "false"
    cut: str = "false"

    def named(self, name: str) -> tuple[WrittenInstant, dict[str, str]]:
        """Return the same as columns of a layer above, and the columns, name -> SQL."""
        parts = {"moment": self.moment, "zoneless": self.zoneless, "cut": self.cut}
        columns = {f"{name}_{part}": sql for part, sql in parts.items() if sql != "false"}
        above = {part: f"{name}_{part}" if sql != "false" else sql for part, sql in parts.items()}
        return WrittenInstant(**above), columns


NOT_WRITTEN = WrittenInstant("cast(null as timestamp)")
"""A column that is not there."""


def written_instant(column: str, column_type: str, timestamps: Timestamps) -> WrittenInstant:
    """First step: read `column`, a column name, of DuckDB type `column_type`."""
    if reader := _TYPED.get(column_type):
        return reader(column)
    if timestamps != "iso":
        return WrittenInstant(_epoch(column, column_type, _US_PER[timestamps]))
    return _iso_text(column if column_type == "VARCHAR" else f"cast({column} as varchar)")


def settled_instant(written: WrittenInstant, timezone: str | None) -> str:
    """Second step: the instant; `written` names the columns of the first.

    A local time is one of `timezone`: of a time that occurs twice the later, and one that does not occur
    moved forward by the gap.
    """
    moment = written.moment
    if timezone in {None, "UTC"} or written.zoneless == "false":
        return _in_range(moment)
    there = f"make_timestamp(epoch_us(timezone({quoted_text(timezone)}, {moment})))"
    return f"case when {written.zoneless} then {_in_range(there)} else {_in_range(moment)} end"


def instant_flags(instant: str, written: WrittenInstant, timezone: str | None) -> str:
    """Third step: the flags of one timestamp as UTINYINT; `written` names the columns of the first step."""
    if written.zoneless == written.cut == "false":
        return "cast(0 as utinyint)"
    flags = (
        f"case when {written.zoneless} then {ZONELESS} else 0 end"
        f" + case when {written.cut} then {DIGITS_CUT} else 0 end"
    )
    if timezone not in {None, "UTC"}:
        local = _local_flags(written.moment, str(timezone))
        flags += f" + case when {written.zoneless} then {local} else 0 end"
    return f"cast(case when {instant} is null then 0 else {flags} end as utinyint)"


def _local_flags(moment: str, timezone: str) -> str:
    zone = quoted_text(timezone)
    instant = f"epoch_us(timezone({zone}, {moment}))"

    def local(microseconds: str) -> str:
        return f"timezone({zone}, make_timestamptz({microseconds}))"

    def earlier(hours: int) -> str:
        """The instant at which the clock would have shown `moment`, had it not been set in so many hours."""
        then = f"({instant} - {hours * 3_600_000_000})"
        return f"(epoch_us({moment}) - epoch_us({local(then)}) + {then})"

    # A clock is seldom set by more than 3 hours, and never by more than 26: dates skipped at the date line.
    twice = " or ".join(
        f"({earlier(hours)} < {instant} and {local(earlier(hours))} = {moment})" for hours in (3, 26)
    )
    return (
        f"case when {local(instant)} <> {moment} then {LOCAL_SKIPPED}"
        f" when {earlier(26)} = {instant} and {earlier(3)} = {instant} then 0"
        f" when {twice} then {LOCAL_TWICE} else 0 end"
    )


def _iso_text(text: str) -> WrittenInstant:
    shaped = f"({text} >= '0001' and regexp_full_match({text}, '{_ISO}'))"
    tail = f"substr({text}, 17)"
    offset = f"(ends_with({text}, 'Z') or contains({tail}, '+') or contains({tail}, '-'))"
    moment = (
        f"case when {shaped} then case when {offset}"
        f" then make_timestamp(epoch_us(try_cast({text} as timestamptz)))"
        f" else try_cast({text} as timestamp) end end"
    )
    zoneless = f"coalesce({shaped} and not {offset}, false)"
    cut = f"coalesce(strlen({text}) > 26 and regexp_matches({text}, '{_ANY_BELOW_MICROSECOND}'), false)"
    return WrittenInstant(moment, zoneless, cut)


def _epoch(column: str, column_type: str, factor: int) -> str:
    """Integers since 1970; text must be digits, and a number with a fraction is none."""
    first, last = -(-_FIRST_US // factor), _LAST_US // factor
    if is_whole(column_type):
        number = column
    else:
        text = column if column_type == "VARCHAR" else f"cast({column} as varchar)"
        number = rf"(case when regexp_full_match({text}, '-?\d+') then try_cast({text} as bigint) end)"
    counted = f"cast({number} as bigint) * {factor}"
    return f"case when {number} between {first} and {last} then make_timestamp({counted}) end"


def _zoned(column: str) -> WrittenInstant:
    return WrittenInstant(f"make_timestamp(epoch_us({column}))")


def _zoned_ns(column: str) -> WrittenInstant:
    return WrittenInstant(_floor_ns(column), cut=_has_ns(column))


def _local(column: str) -> WrittenInstant:
    moment = f"try_cast({column} as timestamp)"
    near = f"case when {moment} between {_NEAR_FIRST} and {_NEAR_LAST} then {moment} end"
    return WrittenInstant(near, f"({column} is not null)")


def _local_ns(column: str) -> WrittenInstant:
    # A cast would round; digits are cut, before 1970 as after.
    return WrittenInstant(_floor_ns(column), f"({column} is not null)", _has_ns(column))


def _floor_ns(column: str) -> str:
    nanoseconds = f"epoch_ns({column})"
    return f"make_timestamp(({nanoseconds} - (({nanoseconds} % 1000) + 1000) % 1000) // 1000)"


def _has_ns(column: str) -> str:
    return f"coalesce(epoch_ns({column}) % 1000 <> 0, false)"


def _in_range(moment: str) -> str:
    return f"case when {moment} between {_FIRST} and {_LAST} then {moment} end"


_TYPED: dict[str, Callable[[str], WrittenInstant]] = {
    "TIMESTAMP WITH TIME ZONE": _zoned,
    "TIMESTAMPTZ_NS": _zoned_ns,
    "TIMESTAMP": _local,
    "TIMESTAMP_S": _local,
    "TIMESTAMP_MS": _local,
    "TIMESTAMP_NS": _local_ns,
    "DATE": _local,
}
