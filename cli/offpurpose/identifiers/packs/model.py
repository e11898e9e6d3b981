"""A rule pack: how one platform turned an address or a number into a digest, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["email", "phone"]
Argument = str | int | tuple[str, ...] | tuple[tuple[str, str], ...] | None
"""What a step is given: a text, a number, a list of domains, pairs of domains (old, new), or nothing."""

KINDS: tuple[Kind, ...] = ("email", "phone")
STATED = "stated"
"""The name of the rules that an incident file states itself."""

NOT_TAKEN = "not_taken"
"""The step that refuses every identifier of a kind that the platform does not take."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rule: a word of the vocabulary, and what it is given.

    `called` is the name under which what it refuses is counted.
    """

    word: str
    argument: Argument = None
    called: str = ""

    @property
    def name(self) -> str:
        """The name under which its refusals are counted."""
        return self.called or self.word

    @property
    def text(self) -> str:
        """The text that it is given."""
        return str(self.argument)

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that it is given."""
        given = self.argument if isinstance(self.argument, tuple) else ()
        return tuple(each for each in given if isinstance(each, str))

    @property
    def domain_pairs(self) -> tuple[tuple[str, str], ...]:
        """The domains that it is given, each with the one that takes its place."""
        given = self.argument if isinstance(self.argument, tuple) else ()
        return tuple(each for each in given if not isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Vector:
    """A published example: an identifier as given, and what the platform made of it.

    `refused` names the step that refuses it; `digest` is as published, in hex or base64.
    """

    kind: Kind
    given: str
    region: str | None = None
    normal: str | None = None
    digest: str | None = None
    refused: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one platform, with their source; `email` and `phone` are None where it takes none.

    `algorithms` are in order of preference; `encodings` are how the platform writes its digests. `text` is
    the file that says all this; empty for rules that an incident file states itself.
    """

    name: str
    title: str
    algorithms: tuple[str, ...]
    email: tuple[Step, ...] | None
    phone: tuple[Step, ...] | None
    encodings: tuple[str, ...] = ("hex_lower",)
    platform: str = ""
    sources: tuple[str, ...] = ()
    dated: date | None = None
    notes: str = ""
    vectors: tuple[Vector, ...] = ()
    text: str = ""

    def steps(self, kind: Kind) -> tuple[Step, ...] | None:
        """The steps for identifiers of a kind."""
        return self.email if kind == "email" else self.phone
