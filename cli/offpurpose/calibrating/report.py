"""What a calibration finds, as data; all numbers come from SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """Uses of one way (`logged`, `listed`, `mapped`), or uploads (`counted`), and how many can tell."""

    way: str
    uses: int
    told: int


@dataclass(frozen=True, slots=True)
class Uses:
    """How many uses can tell, and what a pack reproduces of them: in all, by e-mail, by phone."""

    told: int
    reproduced: int
    email: int
    phone: int

    @classmethod
    def sum(cls, parts: Iterable[Uses]) -> Uses:
        """Add up parts of all uses."""
        columns = [*zip(*map(astuple, parts), strict=True)]
        return cls(*map(sum, columns)) if columns else cls(0, 0, 0, 0)

    @property
    def share(self) -> float | None:
        """Reproduced of all, 0 to 1 to six decimals; None where there is none."""
        return round(self.reproduced / self.told, 6) if self.told else None


@dataclass(frozen=True, slots=True)
class Lists:
    """Uploads with a recorded number of matches: recorded, given by a pack, and what both agree on."""

    uploads: int
    recorded: int
    given: int
    reproduced: int

    @classmethod
    def sum(cls, parts: Iterable[Lists]) -> Lists:
        """Add up parts of all uploads."""
        columns = [*zip(*map(astuple, parts), strict=True)]
        return cls(*map(sum, columns)) if columns else cls(0, 0, 0, 0)

    @property
    def share(self) -> float | None:
        """Agreed of all, 0 to 1 to six decimals: too many counts against a pack as well."""
        greater = self.recorded + self.given - self.reproduced
        return round(self.reproduced / greater, 6) if self.uploads and greater else None


@dataclass(frozen=True, slots=True)
class PackResult:
    """What one rule pack reproduces; `same_as` are the packs that the evidence cannot tell from it."""

    rules: str
    title: str
    uses: Uses
    lists: Lists
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one rule pack reproduces in one system and quarter."""

    system: str
    quarter: str
    rules: str
    uses: Uses
    lists: Lists


@dataclass(frozen=True, slots=True)
class SuggestedRule:
    """A rule pack for the incident file, and the systems and days that it is for, where limited.

    `adds` are the uses that no other suggested pack reproduces; `as_good`, packs that reproduce them all.
    """

    rules: str
    systems: tuple[str, ...]
    start: str | None
    until: str | None
    adds: int
    as_good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to put into the incident file, and how many uses it reproduces, beside those of now."""

    rules: tuple[SuggestedRule, ...]
    toml: str
    reproduced: int
    told: int
    now: int
    keep: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole result: evidence, packs from best to worst, each system and quarter, and a suggestion."""

    title: str
    reference: str
    current: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    packs: tuple[PackResult, ...]
    parts: tuple[PartResult, ...]
    suggestion: Suggestion | None

    def as_json(self) -> dict[str, Any]:
        """Return everything as JSON knows it."""
        suggestion = asdict(self.suggestion) if self.suggestion else None
        if suggestion:
            suggestion["rules"] = [_limits_named(rule) for rule in suggestion["rules"]]
        return {
            "title": self.title,
            "reference": self.reference,
            "current": list(self.current),
            "evidence": [asdict(each) for each in self.evidence],
            "packs": [_with_shares(asdict(each), each.uses, each.lists) for each in self.packs],
            "by_system_and_quarter": [
                _with_shares(asdict(each), each.uses, each.lists) for each in self.parts
            ],
            "suggestion": suggestion,
        }


def _with_shares(content: dict[str, Any], uses: Uses, lists: Lists) -> dict[str, Any]:
    content["uses"]["share"], content["lists"]["share"] = uses.share, lists.share
    return content


def _limits_named(rule: dict[str, Any]) -> dict[str, Any]:
    return {("from" if key == "start" else key): value for key, value in rule.items()}
