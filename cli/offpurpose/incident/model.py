"""What an incident file says, validated and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

WindowRule = Literal["matched", "active"]
EmailRule = Literal["lowercase", "gmail"]
PhoneRule = Literal["e164", "e164_no_plus"]
Timestamps = Literal["iso", "epoch_s", "epoch_ms", "epoch_us"]

HASH_ALGORITHMS = ("sha256", "sha1", "md5", "sha512")


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
class Matching:
    """How the ad system normalised and hashed identifiers.

    `hash` is in order of preference; `default_region` is an upper-case ISO country; `other_kinds` are
    trimmed and lower-cased, as kinds are.
    """

    hash: tuple[str, ...]
    email: EmailRule
    phone: PhoneRule
    default_region: str | None
    other_kinds: tuple[str, ...]


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
