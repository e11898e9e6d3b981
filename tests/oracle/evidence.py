"""What an audit is given: the incident's settings, and the input rows as they were written.

A row is a dict of canonical column -> text, or None for an empty cell. Rows of an input stand in the
order of its files by name and of the records in them; a row is known by its place in that order, from 0.
All instants here and further on are whole microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Row = dict[str, str | None]


class AuditStopsError(Exception):
    """The audit must stop without a result, for the reason given."""


@dataclass(frozen=True)
class Settings:
    """The incident file, as far as it bears on the result."""

    window_end: int
    window_start: int | None = None
    rule: str = "matched"
    systems: tuple[str, ...] = ("tailored", "partner")
    timezone: str | None = "UTC"
    security: tuple[str, ...] = ("two_factor", "account_recovery")
    permitted: tuple[str, ...] = ("profile", "advertising")
    hash: tuple[str, ...] = ("sha256",)
    email: str = "lowercase"
    phone: str = "e164"
    default_region: str | None = "US"
    other_kinds: tuple[str, ...] = ("device_id",)
    timestamps: dict[str, str] = field(default_factory=dict)
    max_rejected: float = 0.01  # an option of the command, not of the incident file


@dataclass(frozen=True)
class Evidence:
    """One incident: its settings, and the rows of each input that was given."""

    settings: Settings
    inputs: dict[str, list[Row]]
