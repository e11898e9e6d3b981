"""The rule packs to try, and how to try them all in one loading.

Many packs share their rule for e-mail, for phones, or both. Each distinct rule is tried once, under each
algorithm that some pack has it with; bits say which packs it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from offpurpose.errors import UsageFaultError
from offpurpose.identifiers.packs import Kind, RulePack, Step, load_pack, pack_names
from offpurpose.incident import Incident
from offpurpose.incident.model import RuleUse

MOST = 62
"""So many packs have a bit each in a BIGINT."""

_Rule = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule pack to try: its bit, and what an incident file would call it (its name, or a file)."""

    bit: int
    reference: str
    pack: RulePack
    is_current: bool = False

    @property
    def mask(self) -> int:
        """Its bit, set."""
        return 1 << self.bit


@dataclass(frozen=True, slots=True)
class Trial:
    """A pack to load with: one rule a kind at most, one algorithm, and the bits that it stands for."""

    pack: RulePack
    bits: dict[Kind, int]


def candidates(incident: Incident, others: Iterable[str]) -> tuple[Candidate, ...]:
    """Return the incident's own packs, those that come with the tool, and others by name or file."""
    own = list(dict.fromkeys(use.pack for use in incident.matching.rules))
    files = [(name, load_pack(name, folder=Path())) for name in others]
    shipped = [(name, load_pack(name)) for name in pack_names()]
    found: dict[RulePack, tuple[str, bool]] = {pack: (pack.name, True) for pack in own}
    for reference, pack in (*shipped, *files):
        found.setdefault(pack, (reference, False))
    if len(found) > MOST:
        raise UsageFaultError(f"{len(found)} rule packs are too many to try at once; {MOST} can be")
    return tuple(
        Candidate(bit, reference, pack, is_current)
        for bit, (pack, (reference, is_current)) in enumerate(found.items())
    )


def trials(tried: Sequence[Candidate]) -> tuple[Trial, ...]:
    """Return the fewest packs that try every rule of the candidates under every algorithm of theirs."""
    algorithms = dict.fromkeys(each for candidate in tried for each in candidate.pack.algorithms)
    return tuple(trial for algorithm in algorithms for trial in _under(algorithm, tried))


def _under(algorithm: str, tried: Sequence[Candidate]) -> Iterable[Trial]:
    having = [candidate for candidate in tried if algorithm in candidate.pack.algorithms]
    pairs = zip_longest(_rules(having, "email").items(), _rules(having, "phone").items())
    for place, (email, phone) in enumerate(pairs):
        bits: dict[Kind, int] = {"email": email[1] if email else 0, "phone": phone[1] if phone else 0}
        pack = replace(
            having[0].pack,
            name=f"trial-{algorithm}-{place}",
            algorithms=(algorithm,),
            email=email[0] if email else None,
            phone=phone[0] if phone else None,
        )
        yield Trial(pack, bits)


def _rules(having: Sequence[Candidate], kind: Kind) -> dict[_Rule, int]:
    found: dict[_Rule, int] = {}
    for candidate in having:
        if (steps := candidate.pack.steps(kind)) is not None:
            found[steps] = found.get(steps, 0) | candidate.mask
    return found


def trying(incident: Incident, tried: Sequence[Trial]) -> Incident:
    """Return the incident as it would be if all trials applied to every use."""
    rules = tuple(RuleUse(trial.pack) for trial in tried)
    return replace(incident, matching=replace(incident.matching, rules=rules))
