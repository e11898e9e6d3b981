"""Which input each group of files is."""

from __future__ import annotations

from dataclasses import dataclass

from offpurpose.inputs.contract import INPUTS, InputContract
from offpurpose.starting.mapping import Mapping, propose_mapping
from offpurpose.starting.survey import Group
from offpurpose.starting.synonyms import likeness, normal_name


@dataclass(frozen=True, slots=True)
class Reading:
    """A group of files read as one input: the mapping that this takes, and how well it fits."""

    input: str
    group: Group
    mapping: Mapping
    score: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """The readings chosen, by input in the contract's order; and the groups that fit no input, or several."""

    inputs: dict[str, list[Reading]]
    unknown: list[Group]
    doubts: list[str]


def recognise(groups: tuple[Group, ...]) -> Recognised:
    """Return the best reading of each group."""
    chosen: dict[str, list[Reading]] = {name: [] for name in INPUTS}
    result = Recognised({}, [], [])
    for group in groups:
        readings = _readings(group)
        if not readings:
            result.unknown.append(group)
            continue
        best, *others = readings
        rivals = [reading.input for reading in others if reading.score == best.score]
        if rivals:
            named = ", ".join(group.paths)
            result.doubts.append(f"whether {named} is {best.input} or {' or '.join(rivals)}")
        chosen[best.input].append(best)
    result.inputs.update({name: _best_first(found) for name, found in chosen.items() if found})
    return result


def _readings(group: Group) -> list[Reading]:
    every = [_reading(contract, group) for contract in INPUTS.values()]
    return sorted((one for one in every if one is not None), key=lambda one: -one.score)


def _reading(contract: InputContract, group: Group) -> Reading | None:
    mapping = propose_mapping(contract, group.sample)
    named = max(likeness(contract.name, path) for path in group.paths)
    # What lacks a required column is this input only if its name says so, and something of it is there.
    # So is what has a mere `id`.
    vague = any(normal_name(source.name) == "id" for source in mapping.sources.values())
    if not mapping.sources or (mapping.missing and named < 2) or (vague and not named):
        return None
    return Reading(contract.name, group, mapping, _score(contract, mapping) + named)


def _score(contract: InputContract, mapping: Mapping) -> float:
    required = {*contract.required_names, *(name for group in contract.one_of for name in group)}
    weights = {name: 3.0 if name in required else 1.0 for name in contract.column_names}
    found = sum(
        weights[name] * (1.0 if source.name == name else 0.75) for name, source in mapping.sources.items()
    )
    return found - 3.0 * len(mapping.missing)


def _best_first(readings: list[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda reading: (-reading.score, -reading.group.files))
