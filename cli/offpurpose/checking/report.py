"""What a check finds, as data; the names of the fields are those of the JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from offpurpose.checking.cost import CostExpected

INSTANTS_ARE = "UTC, as YYYY-MM-DDTHH:MM:SS.ffffffZ; days are YYYY-MM-DD, in UTC"


@dataclass(frozen=True, slots=True)
class ProblemFound:
    """Something for which an audit would stop: the input or file, what it is, what to do."""

    about: str
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class IncidentFound:
    """What the incident file says that the findings are to be read by."""

    title: str
    reference: str
    systems: tuple[str, ...]
    timezone: str | None
    window_start: str | None
    window_end: str
    window_rule: str


@dataclass(frozen=True, slots=True)
class FileFound:
    """One file: its name as shown, its size on disk, its records."""

    name: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of an input: `read = accepted + duplicates + rejected`.

    `unmatchable` and `intervals_...` count accepted rows, `conflicts` ids.
    """

    read: int
    accepted: int
    duplicates: int
    rejected: int
    unmatchable: int
    intervals_empty: int
    intervals_inverted: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class InstantsFound:
    """A column of instants: how many rows have none, the first and the last, and what befell them."""

    column: str
    instants: int
    missing: int
    first: str | None
    last: str | None
    zoneless: int
    digits_cut: int
    local_twice: int
    local_skipped: int


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind of identifier as the input names it (None where it names none), with its accepted rows."""

    kind: str | None
    rows: int
    unmatchable: int


@dataclass(frozen=True, slots=True)
class IdentifiersFound:
    """Rows whose identifier had one outcome: accepted ones, but for outcomes for which a row is rejected.

    `pack` is the rule pack, where the outcome depends on one; `step` the step of it that refuses; `kind` the
    one that the rows name.
    """

    outcome: str
    pack: str | None
    step: str | None
    kind: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class RejectedExample:
    """A row that could not be read; the value is masked."""

    file: str
    record: int
    value: str | None


@dataclass(frozen=True, slots=True)
class RejectedFound:
    """Rows of an input that could not be read for one reason."""

    reason: str
    column: str | None
    rows: int
    examples: tuple[RejectedExample, ...]


@dataclass(frozen=True, slots=True)
class InputFound:
    """One input that could be loaded; `kinds_in_all` tells how many there are where not all are listed."""

    name: str
    files: tuple[FileFound, ...]
    counts: Counts
    instants: tuple[InstantsFound, ...]
    kinds: tuple[KindFound, ...]
    kinds_in_all: int
    identifiers: tuple[IdentifiersFound, ...]
    rejected: tuple[RejectedFound, ...]
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurposeFound:
    """A purpose with its class, and the contact records and accounts that have it."""

    purpose: str
    purpose_class: str
    holdings: int
    accounts: int


@dataclass(frozen=True, slots=True)
class SystemFound:
    """A system, whether the incident is about it, and its uploads and matches."""

    system: str
    in_incident: bool
    uploads: int
    matches: int


@dataclass(frozen=True, slots=True)
class CoverageFound:
    """The days of the window for which an input has rows; for matches, of all systems (None) or one."""

    input: str
    system: str | None
    days: int
    days_with_log: int
    share: float | None


@dataclass(frozen=True, slots=True)
class GapFound:
    """Days inside the window without a match in the log."""

    first_day: str
    last_day: str
    days: int


@dataclass(frozen=True, slots=True)
class DayFound:
    """The matches of a day, of all systems, inside the window or outside it."""

    day: str
    in_window: bool
    matches: int


@dataclass(frozen=True, slots=True)
class OrphanFound:
    """Rows that refer to something without a record, and to how many different ones."""

    orphan: str
    rows: int
    ids: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything that a check finds. `not_loaded` are given inputs that were not; nothing counts them."""

    incident: IncidentFound | None = None
    problems: tuple[ProblemFound, ...] = ()
    warnings: tuple[str, ...] = ()
    not_loaded: tuple[str, ...] = ()
    inputs: tuple[InputFound, ...] = ()
    purposes: tuple[PurposeFound, ...] = ()
    purposes_in_all: int = 0
    systems: tuple[SystemFound, ...] = ()
    coverage: tuple[CoverageFound, ...] = ()
    gaps: tuple[GapFound, ...] = ()
    matches_by_day: tuple[DayFound, ...] = ()
    orphans: tuple[OrphanFound, ...] = ()
    cost: CostExpected | None = None

    @property
    def ok(self) -> bool:
        """Whether an audit of these inputs would not stop."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON has it; inputs are by name."""
        found = asdict(self)
        found["inputs"] = {each.pop("name"): each for each in found["inputs"]}
        return {"ok": self.ok, "problems_in_all": len(self.problems), **found, "instants_are": INSTANTS_ARE}
