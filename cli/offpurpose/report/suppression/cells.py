"""Counts and how they hang together: what an onlooker can work out, and what to withhold against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from offpurpose.report.figures import WITHHELD

_MOST_PASSES = 200

Place = tuple[dict[str, Any], str]


@dataclass(slots=True)
class Cell:
    """One count, and every place where it is told.

    weight: how much is lost when it is withheld although it is not small; the least is given up first.
    fixed: told elsewhere in any case.
    """

    value: int
    weight: int = 0
    fixed: bool = False
    places: list[Place] = field(default_factory=list)
    withheld: bool = False
    low: float = 1
    high: float = inf
    same_as: Cell | None = None

    @property
    def root(self) -> Cell:
        """The one that stands for all cells that are the same count."""
        cell = self
        while cell.same_as is not None:
            cell = cell.same_as
        return cell


@dataclass(slots=True)
class Sum:
    """A total and the parts that add up to it, none of them zero: a zero is always told."""

    total: Cell
    parts: list[Cell]


class Cells:
    """All counts of a report. Those of one unit are withheld together."""

    def __init__(self, below: int) -> None:
        self._below = below
        self._at: dict[tuple[int, str], Cell] = {}
        self._cells: list[Cell] = []
        self._sums: list[Sum] = []
        self._at_most: list[tuple[Cell, Cell]] = []
        self._units: list[list[Cell]] = []
        self._follows: list[tuple[Cell, list[Cell]]] = []
        self._together: dict[int, list[Cell]] = defaultdict(list)

    def cell(self, holder: dict[str, Any], key: str, *, weight: int = 0, fixed: bool = False) -> Cell | None:
        """Return the count at a place; None where there is none to withhold: unknown, or zero."""
        value = holder.get(key)
        if not isinstance(value, int) or value == 0:
            return None
        known = self._at.get((id(holder), key))
        if known is None:
            known = self._new(Cell(value, weight, fixed, [(holder, key)]))
            self._at[id(holder), key] = known
        known = known.root
        known.weight, known.fixed = max(known.weight, weight), known.fixed or fixed
        return known

    def sum_of(self, parts: Iterable[Cell | None], *more: Cell | None) -> Cell | None:
        """Return a count that is told nowhere, and that some others add up to."""
        listed = [part for part in (*parts, *more) if part is not None]
        if not listed:
            return None
        whole = self._new(Cell(sum(part.value for part in listed), weight=-1, withheld=True))
        self.adds_up(whole, listed)
        return whole

    def adds_up(self, total: Cell | None, parts: Iterable[Cell | None]) -> None:
        """Note that parts add up to a total; a total of one part is that part."""
        listed = [part.root for part in parts if part is not None]
        if total is None or sum(part.value for part in listed) != total.value:
            return
        if len(listed) == 1:
            self._unite(total.root, listed[0])
        else:
            self._sums.append(Sum(total, listed))

    def at_most(self, part: Cell | None, whole: Cell | None) -> None:
        """Note that one count is never above another."""
        if part is not None and whole is not None and part.value <= whole.value:
            self._at_most.append((part, whole))

    def unit(self, cells: Iterable[Cell | None]) -> None:
        """Note that counts say so nearly the same that none is told where another is not."""
        self._units.append([cell for cell in cells if cell is not None])

    def follow(self, leaders: Iterable[Cell | None], followers: Iterable[Cell | None]) -> None:
        """Note that some counts are told only where all of certain others are."""
        behind = [cell for cell in followers if cell is not None]
        self._follows.extend((leader, behind) for leader in leaders if leader is not None)

    def withhold(self) -> None:
        """Choose what is withheld, and write so in every place of it."""
        self._settle()
        for cell in self._cells:
            if cell.weight >= 0 and cell.value < self._below and not cell.fixed:
                self._give_up(cell)
        while chosen := self._to_protect():
            for cell in chosen:
                self._give_up(cell)
        for cell in self._cells:
            if cell.withheld:
                for holder, key in cell.places:
                    holder[key] = WITHHELD

    def _new(self, cell: Cell) -> Cell:
        self._cells.append(cell)
        return cell

    def _give_up(self, cell: Cell) -> None:
        waiting = [cell]
        while waiting:
            each = waiting.pop()
            if not each.withheld and not each.fixed:
                each.withheld = True
                waiting.extend(self._together[id(each)])

    def _unite(self, first: Cell, second: Cell) -> None:
        if first is second:
            return
        second.same_as = first
        first.places += second.places
        first.fixed = first.fixed or second.fixed
        first.withheld = first.withheld and second.withheld
        first.weight = max(first.weight, second.weight)

    def _settle(self) -> None:
        """Let each count be told of by the one cell that stands for it."""
        self._cells = [cell for cell in self._cells if cell.same_as is None]
        self._sums = [Sum(each.total.root, [part.root for part in each.parts]) for each in self._sums]
        pairs = [(part.root, whole.root) for part, whole in self._at_most]
        self._at_most = [(part, whole) for part, whole in pairs if part is not whole]
        for unit in self._units:
            for cell in unit:
                self._together[id(cell.root)].extend(other.root for other in unit)
        for leader, behind in self._follows:
            self._together[id(leader.root)].extend(cell.root for cell in behind)

    def _to_protect(self) -> list[Cell]:
        """Return the counts to withhold next: for each that can be told too closely, one beside it."""
        self._work_out()
        close = [
            cell
            for cell in self._cells
            if cell.withheld and cell.places and cell.high - cell.low < self._below
        ]
        by_sums = [[each.total, *each.parts] for each in self._sums]
        # What is bounded by something that is told too closely itself is mended with that.
        return _beside(close, by_sums) or _beside(close, [*by_sums, *map(list, self._at_most)])

    def _work_out(self) -> None:
        """Work out, as an onlooker would, the least and the most that each count can be."""
        for cell in self._cells:
            cell.low, cell.high = (1, inf) if cell.withheld else (cell.value, cell.value)
        for _ in range(_MOST_PASSES):
            before = [(cell.low, cell.high) for cell in self._cells if cell.withheld]
            for each in self._sums:
                _narrow_sum(each)
            for part, whole in self._at_most:
                part.high = min(part.high, whole.high)
                whole.low = max(whole.low, part.low)
            if before == [(cell.low, cell.high) for cell in self._cells if cell.withheld]:
                return


def _narrow_sum(each: Sum) -> None:
    total = each.total
    low, high = sum(part.low for part in each.parts), sum(part.high for part in each.parts)
    unbounded = sum(part.high == inf for part in each.parts)
    total.low, total.high = max(total.low, low), min(total.high, high)
    bounded = sum(part.high for part in each.parts if part.high < inf)
    for part in each.parts:
        others_low = low - part.low
        others_unbounded = unbounded - (part.high == inf)
        others_high = inf if others_unbounded else bounded - (part.high if part.high < inf else 0)
        part.low, part.high = (
            max(part.low, total.low - others_high),
            min(part.high, total.high - others_low),
        )


def _beside(cells: list[Cell], groups: list[list[Cell]]) -> list[Cell]:
    """Return, for each cell, the least of the told ones that are nearest to it by the groups."""
    neighbours: dict[int, list[Cell]] = defaultdict(list)
    for group in groups:
        for member in group:
            neighbours[id(member)].extend(group)
    found = {id(each): each for cell in cells if (each := _nearest(cell, neighbours)) is not None}
    return list(found.values())


def _nearest(cell: Cell, neighbours: dict[int, list[Cell]]) -> Cell | None:
    seen, ring = {id(cell)}, [cell]
    while ring:
        ring = [other for each in ring for other in neighbours[id(each)] if id(other) not in seen]
        seen.update(id(each) for each in ring)
        told = [each for each in ring if not each.withheld and not each.fixed]
        if told:
            return min(told, key=lambda each: (each.weight, each.value))
        ring = [each for each in ring if each.withheld]
    return None
