"""Instants of the incident file: TOML dates and times, read in the incident's timezone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Names that mean whatever the machine at hand is set to.
_MACHINE_ZONES = frozenset({"localtime", "posixrules", "Factory"})


@cache
def timezone_names() -> frozenset[str]:
    """Names of the timezones that mean the same on every machine."""
    return frozenset(available_timezones()) - _MACHINE_ZONES


def as_local(value: date) -> datetime:
    """Return the local time that a TOML local date (its midnight) or local datetime names."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def local_to_utc(local: datetime, timezone: str) -> datetime:
    """Return the instant of a local time: of two the later, and one that never was moved by the gap."""
    zone = ZoneInfo(timezone)
    # Where a time occurs twice fold=1 is the later; in a gap fold=0 counts on from before it. Both are the
    # later of the two readings.
    return max(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
