"""The bounds under other readings of the evidence: rules, section 5."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.accounts import account_verdicts
from tests.oracle.beside import bounds, judged_matches
from tests.oracle.evidence import Evidence
from tests.oracle.facts import Facts, Holding, gather
from tests.oracle.holding import purpose_class
from tests.oracle.instants import HOUR
from tests.oracle.matches import Window
from tests.oracle.outcome import Edge
from tests.oracle.reading import load


def sensitivity(evidence: Evidence) -> dict[str, Edge]:
    """The bounds of each reading, by its name."""
    facts = gather(evidence, load(evidence))
    return {name: bounds_of(reading) for name, reading in readings(facts).items()}


def readings(facts: Facts) -> dict[str, Facts]:
    """The evidence as each reading has it."""
    purposes = {each.purpose for each in facts.holdings}
    unclassified = tuple(each for each in purposes if purpose_class(facts, each) == "unclassified")
    settings = facts.settings
    return {
        "dual_purpose_as_security": replace(facts, dual_purpose_is_security_only=True),
        "unclassified_as_security": replace(
            facts, settings=replace(settings, security=(*settings.security, *unclassified))
        ),
        "unclassified_as_permitted": replace(
            facts, settings=replace(settings, permitted=(*settings.permitted, *unclassified))
        ),
        "held_1_hour_before": behind(facts, 1),
        "held_8_hours_before": behind(facts, 8),
        "held_48_hours_before": behind(facts, 48),
    }


def behind(facts: Facts, hours: int) -> Facts:
    """Holdings that count so much later: what was held at t counts at t and that many hours."""
    return replace(facts, holdings=[later(each, hours * HOUR) for each in facts.holdings])


def later(holding: Holding, by: int) -> Holding:
    """A holding with both ends moved; an open end stays open."""
    start, end = holding.valid_from, holding.valid_to
    return replace(
        holding,
        valid_from=None if start is None else start + by,
        valid_to=None if end is None else end + by,
    )


def bounds_of(facts: Facts) -> Edge:
    """The bounds of an audit of the evidence."""
    settings = facts.settings
    window = Window(settings.window_start, settings.window_end, settings.rule)
    return bounds(account_verdicts(facts, window, judged_matches(facts, window)))
