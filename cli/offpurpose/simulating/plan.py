"""What a simulated incident is to be like: its size, its seed, and its profile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Format = Literal["parquet", "csv", "jsonl.gz"]
FORMATS: tuple[Format, ...] = get_args(Format)

_CONTACTS_A_HOLDER = 1.095
_MATCHES_AN_ATTEMPT = 0.542
_DAY = 86_400_000_000
_WINDOW_START = 1_367_366_400_000_000  # 1 May 2013
_WINDOW_END = 1_568_678_400_000_000  # 17 September 2019
_FOR_GOOD = 253_370_764_800_000_000  # 1 January 9999


@dataclass(frozen=True, slots=True)
class Profile:
    """How the evidence of a simulated incident is: shares from 0 to 1.

    named: of the log lines that say through which identifier.
    shared: of identifiers that a second account holds too, now or later.
    stale: of attempts that met a holding that was no longer, or not yet, there.
    siblings: of every second entry that is the same person's as the one before it.
    unsorted: of holdings for purposes that no list of the incident file has.
    skewed: whether there are an identifier on very many accounts, an account with very many matches, and
        a list with a third of all entries.
    """

    about: str
    named: float = 0.8
    shared: float = 0.03
    stale: float = 0.06
    siblings: float = 0.0
    unsorted: float = 0.0
    skewed: bool = False


PROFILES = {
    "even": Profile("whole evidence, evenly spread; what the benchmark measures"),
    "skewed": Profile(
        "as even, but one identifier on 100,000 accounts, one account with 10,000 matches, and one list"
        " with a third of all entries (less where the incident is small)",
        skewed=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a simulated incident is to be; contacts and matches come out within a few percent.

    The same plan gives the same incident under the same versions of offpurpose and DuckDB.
    """

    contacts: int = 100_000
    matches: int = 500_000
    entries: int = 200_000
    uploads: int = 200
    seed: int = 1
    profile: str = "even"
    format: Format = "parquet"
    settings: Profile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", PROFILES[self.profile])

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
        return cls(contacts, matches or 5 * contacts, entries, uploads or max(1, entries // 1000), **others)

    @property
    def accounts(self) -> int:
        """How many accounts hold anything."""
        return max(8, int(self.contacts / _CONTACTS_A_HOLDER) * 9 // 20)

    @property
    def holders(self) -> int:
        """How many holdings there are: the first that is of no account any more."""
        return (self.accounts * 20 + 8) // 9

    @property
    def attempts(self) -> int:
        """How often an entry was tried against an account."""
        return int(self.matches / _MATCHES_AN_ATTEMPT)

    def constants(self) -> dict[str, int | float]:
        """Return what the queries know of the plan, by the name under which they ask for it."""
        profile = self.settings
        return {
            "key": int.from_bytes(hashlib.sha256(f"seed {self.seed}".encode()).digest()[:8]) >> 2,
            "window_start": _WINDOW_START,
            "window_end": _WINDOW_END,
            "for_good": _FOR_GOOD,
            "accounts": self.accounts,
            "holders": self.holders,
            "uploads": self.uploads,
            "entries": self.entries,
            "attempts": self.attempts,
            "named_share": profile.named,
            "shared_share": profile.shared,
            "stale_share": profile.stale,
            "sibling_share": profile.siblings,
            "unsorted_share": profile.unsorted,
            "hot_accounts": min(100_000, self.accounts // 10) if profile.skewed else 0,
            "heavy_matches": min(10_000, self.matches // 50) if profile.skewed else 0,
            "largest_list": self.entries // 3 if profile.skewed else 0,
        }
