"""From numbers by set of packs to a table of packs: which reproduce most, and which cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from offpurpose.calibrating.candidates import Candidate
from offpurpose.calibrating.report import Lists, PackResult, PartResult, Uses


@dataclass(frozen=True, slots=True)
class UsesRow:
    """So many uses of a system and quarter that the packs of these bits reproduce."""

    system: str
    quarter: str
    email_rules: int
    phone_rules: int
    uses: int

    @property
    def rules(self) -> int:
        """The bits of all packs that reproduce them."""
        return self.email_rules | self.phone_rules


@dataclass(frozen=True, slots=True)
class ListsRow:
    """Recorded and given numbers of matches of the uploads of a system and quarter under one pack."""

    system: str
    quarter: str
    bit: int
    lists: Lists


@dataclass(frozen=True, slots=True)
class Numbers:
    """All numbers of a calibration."""

    uses: tuple[UsesRow, ...]
    lists: tuple[ListsRow, ...]

    def of(
        self, candidate: Candidate, system: str | None = None, quarter: str | None = None
    ) -> tuple[Uses, Lists]:
        """Return what a pack reproduces, of a system and a quarter where one is given."""
        uses = [row for row in self.uses if _is_in(row, system, quarter)]
        lists = [row.lists for row in self.lists if row.bit == candidate.bit and _is_in(row, system, quarter)]
        return _uses(uses, candidate.mask), Lists.sum(lists)

    def parts(self) -> list[tuple[str, str]]:
        """Return every system and quarter that there is a number of, in order."""
        found = {(row.system, row.quarter) for row in self.uses}
        return sorted(found | {(row.system, row.quarter) for row in self.lists})


def ranked(numbers: Numbers, tried: Sequence[Candidate]) -> tuple[PackResult, ...]:
    """Return the packs, those first that reproduce most; packs that are alike everywhere name each other."""
    alike = _alike(numbers, tried)
    results = []
    for candidate in tried:
        uses, lists = numbers.of(candidate)
        same = tuple(other.reference for other in alike[candidate.bit] if other is not candidate)
        results.append(PackResult(candidate.reference, candidate.pack.title, uses, lists, same))
    return tuple(sorted(results, key=_order))


def by_part(numbers: Numbers, tried: Sequence[Candidate]) -> tuple[PartResult, ...]:
    """Return what every pack reproduces in every system and quarter, the best first in each."""
    found: list[PartResult] = []
    for system, quarter in numbers.parts():
        each = [
            PartResult(system, quarter, one.reference, *numbers.of(one, system, quarter)) for one in tried
        ]
        found += sorted(each, key=_order)
    return tuple(found)


def _order(result: PackResult | PartResult) -> tuple[float, float, str]:
    # Uses are named one by one; of packs that reproduce as many, the one nearest to the recorded counts.
    return -result.uses.reproduced, -(result.lists.share or 0), result.rules


def _is_in(row: UsesRow | ListsRow, system: str | None, quarter: str | None) -> bool:
    return (system is None or row.system == system) and (quarter is None or row.quarter == quarter)


def _uses(rows: Iterable[UsesRow], mask: int) -> Uses:
    rows = list(rows)

    def reproduced(bits: Callable[[UsesRow], int]) -> int:
        return sum(row.uses for row in rows if bits(row) & mask)

    return Uses(
        told=sum(row.uses for row in rows),
        reproduced=reproduced(lambda row: row.rules),
        email=reproduced(lambda row: row.email_rules),
        phone=reproduced(lambda row: row.phone_rules),
    )


def _alike(numbers: Numbers, tried: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    """Return for each bit the packs that agree with it on every use and every list, itself among them."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for candidate in tried:
        uses = tuple(
            (bool(row.email_rules & candidate.mask), bool(row.phone_rules & candidate.mask))
            for row in numbers.uses
        )
        lists = tuple(row.lists for row in numbers.lists if row.bit == candidate.bit)
        groups.setdefault((uses, lists), []).append(candidate)
    return {candidate.bit: group for group in groups.values() for candidate in group}
