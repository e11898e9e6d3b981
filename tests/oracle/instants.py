"""Instants: from the text of a cell to microseconds since 1970, and back to text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from tests.oracle.evidence import AuditStopsError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
EPOCH_UNITS = {"epoch_s": SECOND, "epoch_ms": 1000, "epoch_us": 1}
FIRST = (datetime(1, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
LAST = (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC) - EPOCH) // MICROSECOND

ISO_8601 = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


def read_instant(text: str, mode: str, zone: str | None) -> int | None:
    """The instant that a cell names, or None where it names none."""
    instant = read_epoch(text, mode) if mode in EPOCH_UNITS else read_iso(text, zone)
    return instant if instant is not None and FIRST <= instant <= LAST else None


def read_epoch(text: str, mode: str) -> int | None:
    """An integer of seconds, milliseconds or microseconds since 1970."""
    if not re.fullmatch(r"-?\d+", text, re.ASCII):
        return None
    return int(text) * EPOCH_UNITS[mode]


def read_iso(text: str, zone: str | None) -> int | None:
    """ISO 8601 as the rules allow it; digits finer than microseconds are cut."""
    found = ISO_8601.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        local = datetime(  # noqa: DTZ001 - the zone is settled below
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int(((fraction or "") + "000000")[:6]),
        )
    except ValueError:
        return None
    if offset is None:
        return in_zone(local, zone)
    away = read_offset(offset)
    return None if away is None else microseconds(local.replace(tzinfo=UTC)) - away


def read_offset(text: str) -> int | None:
    """`Z`, `+HH`, `+HHMM` or `+HH:MM` in microseconds east of UTC."""
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 23 or minutes > 59:
        return None
    size = hours * HOUR + minutes * 60 * SECOND
    return -size if text[0] == "-" else size


def in_zone(local: datetime, zone: str | None) -> int:
    """A time without an offset, in the incident's zone.

    Of a time that occurs twice, the later instant. For one that does not occur, the reading with the offset
    before the gap is the later one too, and it is the time moved forward by the gap.
    """
    if zone is None:
        raise AuditStopsError("a timestamp has no offset, and the incident names no timezone")
    tz = ZoneInfo(zone)
    return max(offset_applied(local, tz, fold) for fold in (0, 1))


def offset_applied(local: datetime, tz: ZoneInfo, fold: int) -> int:
    """The instant of a local time under one of its two readings."""
    offset = tz.utcoffset(local.replace(fold=fold))
    return microseconds(local.replace(tzinfo=timezone(offset or timedelta())))


def microseconds(when: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (when - EPOCH) // MICROSECOND


def text_of(instant: int) -> str:
    """`YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    local = (EPOCH + instant * MICROSECOND).replace(tzinfo=None)
    return local.isoformat(timespec="microseconds") + "Z"


def day_of(instant: int) -> int:
    """The UTC day, counted from 1970-01-01."""
    return instant // DAY
