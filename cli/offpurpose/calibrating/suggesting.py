"""What to put into the incident file: the fewest packs that reproduce the uses, and when and where."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from offpurpose.calibrating.candidates import Candidate
from offpurpose.calibrating.ranking import Numbers, UsesRow
from offpurpose.calibrating.report import SuggestedRule, Suggestion
from offpurpose.identifiers.packs.model import STATED

_PERCENT = 100
_ENDS = {1: "04-01", 2: "07-01", 3: "10-01", 4: "01-01"}
_STARTS = {1: "01-01", 2: "04-01", 3: "07-01", 4: "10-01"}


def suggest(
    numbers: Numbers, tried: Sequence[Candidate], order: Sequence[str], systems: Sequence[str]
) -> Suggestion | None:
    """Suggest rules; None where no pack reproduces anything.

    `order` are the references of all packs, best first; `systems` those that the incident file may name. A
    pack joins others where it adds one in a hundred of the uses of a system, or more. Of packs that reproduce
    the same uses the one nearest to the recorded counts is taken, and then the one that the file has now.
    """
    shares = {each.reference: _share(numbers, each) for each in tried}
    best = sorted(
        tried, key=lambda each: (-shares[each.reference], not each.is_current, order.index(each.reference))
    )
    named = [each for each in best if each.pack.name != STATED]
    if not numbers.uses:
        return _by_counts(numbers, named, [each for each in tried if each.is_current])
    rules = _merged(
        [rule for system in _systems(numbers) for rule in _of_system(numbers, named, system)], systems
    )
    if not rules:
        return None
    taken = [each for each in named if each.reference in {rule.rules for rule in rules}]
    current = [each for each in tried if each.is_current]
    now, found = (_reproduced(numbers.uses, _mask(packs)) for packs in (current, taken))
    nearest_now, nearest = (max(shares[each.reference] for each in packs) for packs in (current, taken))
    told = sum(row.uses for row in numbers.uses)
    return Suggestion(rules, _toml(rules), found, told, now, keep=now >= found and nearest_now >= nearest)


def _by_counts(
    numbers: Numbers, named: Sequence[Candidate], current: Sequence[Candidate]
) -> Suggestion | None:
    """Suggest the pack nearest to the recorded counts, where no use can tell."""
    if not named or not _share(numbers, named[0]):
        return None
    best = named[0]
    level = [each for each in named[1:] if _share(numbers, each) == _share(numbers, best)]
    _, lists = numbers.of(best)
    now = max(numbers.of(each)[1].reproduced for each in current)
    as_good = tuple(each.reference for each in level)
    rule = SuggestedRule(best.reference, (), None, None, lists.reproduced, as_good)
    keep = max(_share(numbers, each) for each in current) >= _share(numbers, best)
    return Suggestion((rule,), _toml([rule]), lists.reproduced, lists.recorded, now, keep=keep)


def _share(numbers: Numbers, candidate: Candidate) -> float:
    return numbers.of(candidate)[1].share or 0.0


def _systems(numbers: Numbers) -> list[str]:
    return sorted({row.system for row in numbers.uses})


def _of_system(numbers: Numbers, named: Sequence[Candidate], system: str) -> list[SuggestedRule]:
    rows = [row for row in numbers.uses if row.system == system]
    chosen = _needed(rows, _chosen(rows, named))
    return [_rule(rows, each, chosen, system, named) for each in chosen]


def _chosen(rows: Sequence[UsesRow], named: Sequence[Candidate]) -> list[Candidate]:
    """Take the pack that adds most, again and again, while it adds enough."""
    told, left, chosen = sum(row.uses for row in rows), list(rows), list[Candidate]()
    while named and left:
        gains = [_reproduced(left, each.mask) for each in named]
        gain = max(gains)
        if not gain or (chosen and gain * _PERCENT < told):
            break
        taken = named[gains.index(gain)]
        chosen.append(taken)
        left = [row for row in left if not row.rules & taken.mask]
    return chosen


def _needed(rows: Sequence[UsesRow], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Leave out packs, the first taken first, of which the others reproduce nearly everything."""
    told, kept = sum(row.uses for row in rows), list(chosen)
    for each in chosen:
        others = [other for other in kept if other is not each]
        if others and sum(row.uses for row in _alone(rows, each, others)) * _PERCENT < told:
            kept = others
    return kept


def _alone(rows: Sequence[UsesRow], taken: Candidate, others: Iterable[Candidate]) -> list[UsesRow]:
    """Return what one pack reproduces and no other of these."""
    mask = _mask(others)
    return [row for row in rows if row.rules & taken.mask and not row.rules & mask]


def _rule(
    rows: Sequence[UsesRow],
    taken: Candidate,
    chosen: Sequence[Candidate],
    system: str,
    named: Sequence[Candidate],
) -> SuggestedRule:
    """Limit a pack to the quarters in which only it reproduces enough, where these are not all."""
    others = [each for each in chosen if each is not taken]
    alone = _alone(rows, taken, others)
    told, added = _by_quarter(rows), _by_quarter(alone)
    needed = [quarter for quarter in sorted(added) if added[quarter] * _PERCENT >= told[quarter]]
    first, last = (needed[0], needed[-1]) if others and needed else ("", "")
    return SuggestedRule(
        taken.reference,
        (system,),
        _start(first) if first > min(told) else None,
        _end(last) if last and last < max(told) else None,
        sum(added.values()),
        tuple(each.reference for each in named if each is not taken and _is_as_good(alone, each)),
    )


def _by_quarter(rows: Iterable[UsesRow]) -> Counter[str]:
    found = Counter[str]()
    for row in rows:
        found[row.quarter] += row.uses
    return found


def _is_as_good(alone: Sequence[UsesRow], other: Candidate) -> bool:
    return bool(alone) and all(row.rules & other.mask for row in alone)


def _start(quarter: str) -> str:
    return f"{quarter[:4]}-{_STARTS[int(quarter[-1])]}"


def _end(quarter: str) -> str:
    """The day after the quarter."""
    number = int(quarter[-1])
    return f"{int(quarter[:4]) + number // 4:04}-{_ENDS[number]}"


def _merged(rules: Iterable[SuggestedRule], systems: Sequence[str]) -> tuple[SuggestedRule, ...]:
    """Name a pack once for all systems that it is for in the same days; no systems where it is for all."""
    found: dict[tuple[str, str | None, str | None], SuggestedRule] = {}
    for rule in rules:
        key = rule.rules, rule.start, rule.until
        found[key] = _both(found[key], rule) if key in found else rule
    seen = {system for rule in found.values() for system in rule.systems}
    return tuple(_for_systems(rule, seen, systems) for rule in found.values())


def _both(one: SuggestedRule, other: SuggestedRule) -> SuggestedRule:
    """Return one rule for the systems of two that are otherwise the same."""
    as_good = tuple(name for name in one.as_good if name in other.as_good)
    return replace(one, systems=one.systems + other.systems, adds=one.adds + other.adds, as_good=as_good)


def _for_systems(rule: SuggestedRule, seen: set[str], systems: Sequence[str]) -> SuggestedRule:
    # An upload without a record has no system that an incident file can name.
    named = tuple(system for system in rule.systems if system in systems)
    everywhere = set(rule.systems) == seen or not named
    return replace(rule, systems=() if everywhere else named)


def _mask(packs: Iterable[Candidate]) -> int:
    return sum(each.mask for each in packs)


def _reproduced(rows: Iterable[UsesRow], mask: int) -> int:
    return sum(row.uses for row in rows if row.rules & mask)


def _toml(rules: Sequence[SuggestedRule]) -> str:
    written = [_written(rule) for rule in rules]
    if len(written) == 1 and written[0].startswith('"'):
        return f"rules = {written[0]}"
    return "\n".join(["rules = [", *(f"    {each}," for each in written), "]"])


def _written(rule: SuggestedRule) -> str:
    name = json.dumps(rule.rules, ensure_ascii=False)
    limits = [f"systems = {json.dumps(rule.systems, ensure_ascii=False)}"] if rule.systems else []
    limits += [f"from = {rule.start}T00:00:00Z"] if rule.start else []
    limits += [f"until = {rule.until}T00:00:00Z"] if rule.until else []
    return f"{{ pack = {name}, {', '.join(limits)} }}" if limits else name
