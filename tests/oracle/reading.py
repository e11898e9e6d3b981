"""Loading, rules section 4: typing, rejected rows, duplicates and conflicting records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tests.oracle.columns import COLUMNS, IDENTIFIER_REQUIRED, REQUIRED
from tests.oracle.evidence import AuditStopsError, Evidence, Row, Settings
from tests.oracle.identifiers import (
    CONTACT_KINDS,
    Links,
    Named,
    fault_of_digest,
    linked_digests,
    named_by_digest,
    named_by_value,
    named_of_other_kind,
    read_digest,
    read_kind,
    read_region,
)
from tests.oracle.instants import read_instant

Value = str | int | None
STATUSES = ("active", "suspended", "deleted")
LARGEST_INTEGER = 2**63 - 1
# Inputs of records: different rows with one id are all rejected.
ONE_RECORD_PER = {"uploads": "upload_id", "accounts": "account_id"}


@dataclass(frozen=True)
class Fault:
    """Why a row is rejected: the column, and the reason code."""

    column: str
    reason: str


@dataclass(frozen=True)
class Typed:
    """A row as read: every canonical column but the identifier in `values`, the identifier in `named`."""

    number: int
    values: dict[str, Value]
    named: Named | None
    row: Row
    faults: tuple[Fault, ...] = ()

    def text(self, column: str) -> str | None:
        """A column of text."""
        value = self.values[column]
        return None if value is None else str(value)

    def must(self, column: str) -> str:
        """A required column of text."""
        return str(self.values[column])

    def whole(self, column: str) -> int | None:
        """An instant or an integer."""
        value = self.values[column]
        return None if value is None else int(value)


@dataclass
class Loaded:
    """One input after loading: `read = accepted + duplicates + rejected`."""

    name: str
    read: int
    accepted: list[Typed] = field(default_factory=list)
    duplicates: list[Typed] = field(default_factory=list)
    rejected: list[Typed] = field(default_factory=list)

    @property
    def unmatchable(self) -> int:
        """The accepted rows whose identifier the ad system could not have normalised."""
        return sum(row.named is not None and row.named.state == "unmatchable" for row in self.accepted)


def load(evidence: Evidence) -> dict[str, Loaded]:
    """Every given input, loaded; raises where loading alone must stop the audit."""
    links = linked_digests(evidence)
    loaded = {name: load_input(name, rows, evidence, links) for name, rows in evidence.inputs.items()}
    for each in loaded.values():
        refuse_too_many_rejected(each, evidence.settings.max_rejected)
    return loaded


def load_input(name: str, rows: list[Row], evidence: Evidence, links: Links) -> Loaded:
    """One input: type its rows, set the rejected ones aside, collapse equal ones, find conflicts."""
    loaded = Loaded(name, read=len(rows))
    seen: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows):
        typed = type_row(name, number, row, evidence.settings, links)
        if typed.faults:
            loaded.rejected.append(typed)
        elif canonical_row(typed) in seen:
            loaded.duplicates.append(typed)
            place = seen[canonical_row(typed)]
            loaded.accepted[place] = as_raw(loaded.accepted[place], typed)
        else:
            seen[canonical_row(typed)] = len(loaded.accepted)
            loaded.accepted.append(typed)
    if name in ONE_RECORD_PER:
        reject_conflicts(loaded, ONE_RECORD_PER[name])
    return loaded


def as_raw(first: Typed, equal: Typed) -> Typed:
    """Of equal rows, the first; as an equal one gives it that has the identifier raw, not as a digest."""
    if first.named and equal.named and first.named.given_as_digest and not equal.named.given_as_digest:
        return replace(first, row=equal.row)
    return first


def type_row(name: str, number: int, row: Row, settings: Settings, links: Links) -> Typed:
    """A row with its values typed, and all its faults."""
    values: dict[str, Value] = {}
    faults = []
    for column, kind in COLUMNS[name].items():
        if kind in ("identifier", "hash"):
            continue
        text = row.get(column)
        values[column], fault = type_cell(name, column, text, settings)
        if fault is not None:
            faults.append(Fault(column, fault))
        elif values[column] is None and column in REQUIRED[name]:
            faults.append(Fault(column, "missing"))
    named, fault_named = type_identifier(name, row, settings, links)
    if fault_named is not None:
        faults.append(fault_named)
    return Typed(number, values, named, row, tuple(faults))


def type_cell(name: str, column: str, text: str | None, settings: Settings) -> tuple[Value, str | None]:
    """The value of a cell, or the reason why it has none."""
    kind = COLUMNS[name][column]
    if text is None or kind in ("id", "text"):
        return text, None
    if kind == "instant":
        instant = read_instant(text, settings.timestamps.get(name, "iso"), settings.timezone)
        return instant, None if instant is not None else "bad_timestamp"
    if kind == "integer":
        whole = re.fullmatch(r"\d+", text, re.ASCII) and int(text) <= LARGEST_INTEGER
        return (int(text), None) if whole else (None, "bad_integer")
    if kind == "status":
        return text, None if text in STATUSES else "unknown_status"
    if kind == "region":
        return read_region(text), None
    contact_only = kind == "contact_kind"
    bad = contact_only and read_kind(text) not in (None, *CONTACT_KINDS)
    return read_kind(text), "unknown_kind" if bad else None


def type_identifier(
    name: str, row: Row, settings: Settings, links: Links
) -> tuple[Named | None, Fault | None]:
    """The identifier that a row names; where it has both a digest and a raw value, the digest wins."""
    if "identifier" not in COLUMNS[name]:
        return None, None
    given, raw, kind = row.get("identifier_hash"), row.get("identifier"), read_kind(row.get("kind"))
    other_kind = kind not in (None, *CONTACT_KINDS)
    if given is not None and other_kind:
        return named_of_other_kind(given, kind), None
    if given is not None:
        return type_digest("identifier_hash", given, kind, settings, links)
    if raw is None:
        missing = Fault("identifier", "missing") if name in IDENTIFIER_REQUIRED else None
        return None, missing
    if not other_kind and read_digest(raw) is not None:
        return type_digest("identifier", raw, kind, settings, links)
    return named_by_value(raw, kind, read_region(row.get("region")), settings), None


def type_digest(
    column: str, text: str, kind: str | None, settings: Settings, links: Links
) -> tuple[Named | None, Fault | None]:
    """An identifier given as a digest, or why it is rejected."""
    digest = read_digest(text)
    fault = fault_of_digest(digest, settings)
    if digest is None or fault is not None:
        return None, Fault(column, fault or "bad_digest")
    return named_by_digest(kind, digest, links), None


def canonical_row(typed: Typed) -> tuple[object, ...]:
    """What makes two rows of an input equal."""
    named = typed.named
    if named is None:
        return (*typed.values.items(), None)
    # A digest under a key, and the text of another kind, are not what a raw value or a digest beside it is.
    told_apart = named.state == "other" or typed.values.get("key_id") is not None
    as_digest = named.given_as_digest if told_apart else None
    return (*typed.values.items(), named.state, named.digest, as_digest)


def reject_conflicts(loaded: Loaded, id_column: str) -> None:
    """Different records with one id are all rejected; nothing is picked."""
    ids = [typed.must(id_column) for typed in loaded.accepted]
    conflicting = [typed for typed in loaded.accepted if ids.count(typed.must(id_column)) > 1]
    loaded.accepted = [typed for typed in loaded.accepted if typed not in conflicting]
    for typed in conflicting:
        fault = Fault(id_column, "conflicting_record")
        loaded.rejected.append(Typed(typed.number, typed.values, typed.named, typed.row, (fault,)))
    loaded.rejected.sort(key=lambda typed: typed.number)


def refuse_too_many_rejected(loaded: Loaded, share: float) -> None:
    """`--max-rejected`: more than that share and more than 10 rows, or nothing accepted."""
    rejected = len(loaded.rejected)
    if rejected > 10 and rejected > share * loaded.read:
        raise AuditStopsError(f"{rejected} of {loaded.read} rows of {loaded.name} were rejected")
    if loaded.read and not loaded.accepted:
        raise AuditStopsError(f"no row of {loaded.name} was accepted")
