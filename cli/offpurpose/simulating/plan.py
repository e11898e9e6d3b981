"""What a simulated incident is to be like: its size, its seed, its profile and its format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal, get_args

from offpurpose.simulating.profiles import PROFILES, Profile

Format = Literal["parquet", "csv", "jsonl.gz"]
FORMATS: tuple[Format, ...] = get_args(Format)

_CONTACTS_A_HOLDER = 1.095
_MATCHES_AN_ATTEMPT = 0.542
_DAY = 86_400_000_000
_WINDOW_START = 1_367_366_400_000_000  # 1 May 2013
_WINDOW_END = 1_568_678_400_000_000  # 17 September 2019
_FOR_GOOD = 253_370_764_800_000_000  # 1 January 9999


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a simulated incident is to be; contacts and matches come out within a few percent.

    Less of them where the profile leaves some out. The same plan gives the same incident under the same
    versions of offpurpose and DuckDB.
    """

    contacts: int
    matches: int
    entries: int
    uploads: int
    seed: int = 1
    profile: str = "even"
    format: Format = "parquet"

    @classmethod
    def of_size(
        cls,
        contacts: int,
        matches: int | None = None,
        entries: int | None = None,
        uploads: int | None = None,
        **others: Any,
    ) -> Plan:
        """Make a plan whose sizes, where they are not given, are in proportion to the others."""
        entries = entries or 2 * contacts
        uploads = uploads or max(20, entries // 1000)
        return cls(contacts, matches or 5 * contacts, entries, uploads, **others)

    @property
    def evidence(self) -> Profile:
        """How the evidence is."""
        return PROFILES[self.profile]

    @property
    def accounts(self) -> int:
        """How many accounts hold anything."""
        return max(8, int(self.contacts / _CONTACTS_A_HOLDER) * 9 // 20)

    @property
    def holders(self) -> int:
        """How many holdings there are: the first number that is of no account any more."""
        return (self.accounts * 20 + 8) // 9

    @property
    def attempts(self) -> int:
        """How often an entry is tried against an account."""
        return int(self.matches / _MATCHES_AN_ATTEMPT)

    def constants(self) -> dict[str, int | float]:
        """Return what the queries know of the plan, by the name under which they ask for it."""
        is_skewed = self.evidence.skewed
        return {
            "key": int.from_bytes(hashlib.sha256(f"seed {self.seed}".encode()).digest()[:8]) >> 2,
            "window_start": _WINDOW_START,
            "window_end": _WINDOW_END,
            "first_upload": _WINDOW_START - (0 if self.evidence.plain else 60 * _DAY),
            "upload_span": int(200e12) if self.evidence.plain else 2_400 * _DAY,
            "for_good": _FOR_GOOD,
            "accounts": self.accounts,
            "holders": self.holders,
            "uploads": self.uploads,
            "partners": max(2, min(50, self.uploads // 4)),
            "entries": self.entries,
            "attempts": self.attempts,
            "drift": max(1, min(2_000, self.entries // 20)),
            "hot_accounts": min(100_000, self.accounts // 10) if is_skewed else 0,
            "heavy_matches": min(10_000, self.matches // 50) if is_skewed else 0,
            "largest_list": self.entries // 3 if is_skewed else 0,
            **self.evidence.shares.by_name(),
        }
