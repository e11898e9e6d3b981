"""What an incident file says, validated and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from offpurpose.identifiers.packs.model import RulePack
from offpurpose.identifiers.packs.reading import ALGORITHMS

WindowRule = Literal["matched", "active"]
EmailRule = Literal["lowercase", "gmail"]
PhoneRule = Literal["e164", "e164_no_plus"]
Timestamps = Literal["iso", "epoch_s", "epoch_ms", "epoch_us"]

KeyEncoding = Literal["text", "hex", "base64"]

HASH_ALGORITHMS = ALGORITHMS


@dataclass(frozen=True, slots=True)
class Window:
    """The time while the fault was live: `start <= t < end`, as aware UTC instants.

    Without a `start` it is everything before `end`.
    """

    start: datetime | None
    end: datetime
    rule: WindowRule
    basis: str | None


@dataclass(frozen=True, slots=True)
class Purposes:
    """The purposes of each class; any other purpose is unclassified."""

    security: tuple[str, ...]
    permitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule pack, and the uses of identifiers that it applies to: `start <= t < until`, in these systems.

    No instant is no bound; no systems are all of them.
    """

    pack: RulePack
    systems: tuple[str, ...] = ()
    start: datetime | None = None
    until: datetime | None = None

    @property
    def applies_everywhere(self) -> bool:
        """Whether it applies to every use."""
        return not self.systems and self.start is None and self.until is None


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the key of keyed digests is: an environment variable, or a file outside the incident's folder."""

    key_id: str
    env: str | None
    file: str | None
    encoding: KeyEncoding


@dataclass(frozen=True, slots=True)
class Matching:
    """How the ad system normalised and hashed identifiers.

    `rules` are in order of preference; `default_region` is an upper-case ISO country; `other_kinds` are
    trimmed and lower-cased, as kinds are.
    """

    rules: tuple[RuleUse, ...]
    default_region: str | None
    other_kinds: tuple[str, ...]
    keys: tuple[KeyPlace, ...] = ()

    @property
    def hash(self) -> tuple[str, ...]:
        """The digest algorithms of all rules, in order of preference."""
        return tuple(dict.fromkeys(each for use in self.rules for each in use.pack.algorithms))

    @property
    def one_rule(self) -> RulePack | None:
        """The one pack that applies to every use; None where it depends, or several do."""
        [use, *others] = self.rules
        return None if others or not use.applies_everywhere else use.pack


@dataclass(frozen=True, slots=True)
class InputSpec:
    """Where one input is and how its files are to be read.

    `paths` are the patterns as written, relative to the incident file; `columns` maps canonical columns
    to SQL expressions over the columns of the files.
    """

    name: str
    paths: tuple[str, ...]
    columns: dict[str, str]
    timestamps: Timestamps
    encoding: str | None
    delimiter: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """One case, as its incident file states it; `inputs` are those given, in the contract's order."""

    path: Path
    text: str
    title: str
    reference: str
    systems: tuple[str, ...]
    timezone: str | None
    discovered_at: datetime | None
    window: Window
    purposes: Purposes
    matching: Matching
    inputs: dict[str, InputSpec]

    @property
    def folder(self) -> Path:
        """The folder that the paths of the inputs are relative to."""
        return self.path.parent
