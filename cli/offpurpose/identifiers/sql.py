"""The identifiers of an incident as SQL: what loading asks of this package.

Raw values must only pass through expressions over a scan: a join, a sort, a distinct or a table of them would
spill them to disk. So each step here is an expression; a query puts one above the other:

    select *, {ids.digests("normal")} from (select *, {ids.normals("kind", "identifier", "region")} from file)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Protocol

import duckdb

from offpurpose.identifiers import digests, keyed
from offpurpose.identifiers.functions import COUNTRY_FUNCTION, register_functions
from offpurpose.identifiers.packs.model import KINDS, Kind, RulePack, Step
from offpurpose.identifiers.packs.sql import E164_FUNCTION, RuleSql, refusing_sql, rule_sql

Columns = dict[str, str]
"""A layer: name -> SQL over the columns of the layers below it."""

_GIVEN = {"email": "given_email", "phone": "given_phone"}
_IN_E164 = ((Step("e164"),), (Step("e164_no_plus"),))


class Use(Protocol):
    """A rule pack of an incident."""

    @property
    def pack(self) -> RulePack:
        """The rules."""


class Matching(Protocol):
    """How the ad system normalised and hashed, as the incident file states it."""

    @property
    def rules(self) -> Sequence[Use]:
        """The rule packs, in order of preference."""

    @property
    def one_rule(self) -> RulePack | None:
        """The one pack that applies to every use; None where it depends, or several do."""

    @property
    def hash(self) -> tuple[str, ...]:
        """The digest algorithms of all rules."""

    @property
    def default_region(self) -> str | None:
        """Region of national numbers in rows without one, upper-case."""


class Key(Protocol):
    """The key of keyed digests."""

    @property
    def key_id(self) -> str:
        """By what uploads and partner maps name it."""

    @property
    def secret(self) -> bytes:
        """Its bytes."""


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """A digest that is made of every raw value: by which rule, counted from 1, and which algorithm.

    `key_no` is the place of the key of a keyed digest, counted from 1.
    """

    rule_no: int
    algorithm: str
    key_no: int | None = None


@dataclass(frozen=True)
class IdentifierSql:
    """Builds SQL expressions by the rules of one incident.

    Every argument is the name of a column, or an expression cheap enough to be named several times.
    `key_ids` are those of the keys at hand.
    """

    matching: Matching
    key_ids: tuple[str, ...] = ()

    @cached_property
    def made(self) -> tuple[MadeDigest, ...]:
        """All digests that are made of a raw value; of each rule the one under its first algorithm first."""
        return tuple(
            digest
            for rule_no, use in enumerate(self.matching.rules, 1)
            for digest in (
                *(MadeDigest(rule_no, algorithm) for algorithm in use.pack.algorithms),
                *(MadeDigest(rule_no, keyed.ALGORITHM, key_no) for key_no in self._key_numbers),
            )
        )

    @property
    def is_one_identifier(self) -> bool:
        """Whether one digest of a raw value can stand for all of them."""
        return self.matching.one_rule is not None

    @property
    def _key_numbers(self) -> range:
        return range(1, len(self.key_ids) + 1)

    def normals(self, kind: str, value: str, region: str) -> list[Columns]:
        """Write layers that normalise a raw value under every rule: columns `normal_1`, `normal_2` and so on.

        Each is NULL where its rule refuses the value, and where it is of another kind. Without a kind a value
        is an address if it has an `@`. The column `normal` is the first of them that is there.
        """
        names = [f"normal_{number}" for number in range(1, len(self.matching.rules) + 1)]
        if len(names) == 1 and (one := self._in_one(kind, value, region)):
            return [{"normal": one}, {names[0]: "normal"}]
        rules = {(each, steps): rule for each in KINDS for steps, rule in self._rules(each, region)}
        given = dict(zip(_GIVEN.values(), _by_kind(kind, value), strict=True))
        layers = [given, *_side_by_side([rule.layers for rule in rules.values()])]
        normals = {
            name: f"coalesce({', '.join(rules[each, use.pack.steps(each)].normal for each in KINDS)})"
            for name, use in zip(names, self.matching.rules, strict=True)
        }
        return [*layers, normals, {"normal": f"coalesce({', '.join(names)})"}]

    def refusals(self, kind: str, value: str, region: str) -> list[Columns]:
        """Write layers that tell which step of every rule refuses a raw value, in `refused_1` and so on.

        They go above those of `normals`, and are dear only for values that are refused.
        """
        asked: Columns = {}
        steps: list[tuple[Columns, ...]] = []
        told: Columns = {}
        for number, use in enumerate(self.matching.rules, 1):
            found = []
            for each, given in zip(KINDS, _by_kind(kind, value), strict=True):
                column = f"refused_{each}_{number}"
                asked[column] = f"case when normal_{number} is null then {given} end"
                layers, step = refusing_sql(use.pack.steps(each), column, region, f"{column}_at")
                steps.append(layers)
                found.append(step)
            told[f"refused_{number}"] = f"coalesce({', '.join(found)})"
        return [asked, *_side_by_side(steps), told]

    def phone_country(self, number: str) -> str:
        """Write SQL for the ISO country of a phone number, by its E.164 form; NULL where it has none."""
        return f"{COUNTRY_FUNCTION}({number})"

    def international(self, value: str, region: str) -> str:
        """Write SQL for a raw phone number in E.164, with or without `+`, above the layers of `normals`."""
        pack = self.matching.one_rule
        if pack is not None and pack.phone in _IN_E164:
            return "normal"
        return f"{E164_FUNCTION}({value}, {region})"

    def digest(self) -> str:
        """Write SQL for the digest by which a raw value goes: of the first rule that takes it."""
        firsts = {digest.rule_no: digest for digest in reversed(self.made) if digest.key_no is None}
        written = [self.made_digest(firsts[number]) for number in sorted(firsts)]
        return written[0] if len(written) == 1 else f"coalesce({', '.join(written)})"

    def made_digest(self, digest: MadeDigest) -> str:
        """Write SQL for one of the digests of a raw value, above the layers of `normals`."""
        normal = f"normal_{digest.rule_no}"
        if digest.key_no is None:
            return digests.digest_of(normal, digest.algorithm)
        return keyed.keyed_digest_of(normal, digest.key_no)

    def digest_fault(self, digest: str) -> str:
        """Write SQL for the reason code of a rejected digest, of what `given_digest` made of the value."""
        nothing = [keyed.keyed_digest_of_nothing(number) for number in self._key_numbers]
        return digests.digest_fault(digest, self.matching.hash, nothing)

    def forget_keys(self, con: duckdb.DuckDBPyConnection) -> None:
        """Take the keys from the connection; no expression about them holds any more."""
        for number in self._key_numbers:
            keyed.forget_key(con, number)

    def _in_one(self, kind: str, value: str, region: str) -> str | None:
        """Write the one rule as one expression, which is fastest, where each of its kinds is one."""
        [use] = self.matching.rules
        each_kind = [rule_sql(use.pack.steps(each), value, region, "one") for each in KINDS]
        if any(len(rule.layers) > 1 for rule in each_kind):
            return None
        email, phone = (rule.layers[0][rule.normal] for rule in each_kind)
        return f"case when {is_phone(kind, value)} then {phone} when {is_email(kind, value)} then {email} end"

    def _rules(self, kind: Kind, region: str) -> list[tuple[tuple[Step, ...] | None, RuleSql]]:
        """Write every different rule for a kind once."""
        different = dict.fromkeys(use.pack.steps(kind) for use in self.matching.rules)
        return [
            (steps, rule_sql(steps, _GIVEN[kind], region, f"{kind}_{number}"))
            for number, steps in enumerate(different, 1)
        ]


def register(con: duckdb.DuckDBPyConnection, matching: Matching, keys: Sequence[Key] = ()) -> IdentifierSql:
    """Make known to a connection what the expressions name: functions, and the keys at hand.

    The keys are known to this connection alone, not to its cursors.
    """
    register_functions(con, matching.default_region)
    for number, key in enumerate(keys, 1):
        keyed.set_key(con, number, key.secret)
    return IdentifierSql(matching, tuple(key.key_id for key in keys))


def is_email(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is an address: by its kind, else by its `@`."""
    return f"({kind} = 'email' or {kind} is null and contains({value}, '@'))"


def is_phone(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is a phone number: by its kind, else by having no `@`."""
    return f"({kind} = 'phone' or {kind} is null and not contains({value}, '@'))"


def _by_kind(kind: str, value: str) -> tuple[str, str]:
    """Write SQL for a raw value where it is an address, and where it is a phone number."""
    email = f"case when {is_email(kind, value)} then {value} end"
    return email, f"case when {is_phone(kind, value)} then {value} end"


def _side_by_side(rules: Sequence[Sequence[Columns]]) -> list[Columns]:
    """The layers of several rules as layers that take a step of each rule."""
    return [
        {name: sql for layer in layers for name, sql in layer.items()}
        for layers in zip_longest(*rules, fillvalue={})
    ]
