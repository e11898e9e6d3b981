"""What verifying a case found: its checks, and every difference with what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Status = Literal["agrees", "differs", "not checked"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be; `about` is a file, or a table of the database."""

    about: str
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what of it agrees, or what does not, or why it could not be looked at."""

    name: str
    status: Status
    told: str
    differences: tuple[Difference, ...] = ()

    @classmethod
    def of(cls, name: str, differences: Iterable[Difference], agreeing: str) -> Check:
        """Return the check with its differences; `agreeing` says what was compared where there is none."""
        found = tuple(dict.fromkeys(differences))
        if not found:
            return cls(name, "agrees", agreeing)
        number = len(found)
        return cls(name, "differs", "1 difference" if number == 1 else f"{number:,} differences", found)

    @classmethod
    def left_out(cls, name: str, why: str) -> Check:
        """Return a check that could not be made."""
        return cls(name, "not checked", why)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Everything that verifying a case found; `notes` are good to know, and no differences."""

    case: Path
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        """Whether nothing differs in what could be looked at."""
        return not self.differences

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences, in the order of the checks."""
        return tuple(found for check in self.checks for found in check.differences)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "case": str(self.case),
            "agrees": self.agrees,
            "checks": [
                {
                    "name": check.name,
                    "status": check.status,
                    "told": check.told,
                    "differences": [{"about": each.about, "what": each.what} for each in check.differences],
                }
                for check in self.checks
            ],
            "notes": list(self.notes),
        }
