"""The accepted evidence, in the words of the rules: holdings, uploads, entries, matches, partner map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from tests.oracle.evidence import Evidence, Settings
from tests.oracle.identifiers import Named, phone_number, read_digest
from tests.oracle.reading import Loaded, Typed


@dataclass(frozen=True)
class Identifier:
    """A (kind, digest) pair; the kind is `email` or `phone`."""

    kind: str
    digest: bytes


@dataclass(frozen=True)
class Holding:
    """One row of the contact records; `identifier` is None where it is unmatchable."""

    account_id: str
    identifier: Identifier | None
    purpose: str
    valid_from: int | None
    valid_to: int | None
    country: str | None


@dataclass(frozen=True)
class Upload:
    """The record of one list."""

    upload_id: str
    advertiser_id: str
    partner_id: str | None
    system: str
    uploaded_at: int | None
    entry_count: int | None
    key_id: str | None


@dataclass(frozen=True)
class Entry:
    """One identifier on an upload."""

    upload_id: str
    named: Named
    added_at: int | None
    removed_at: int | None


@dataclass(frozen=True)
class Match:
    """One line of the historical log."""

    number: int
    match_id: str | None
    matched_at: int
    account_id: str
    upload_id: str
    kind: str | None
    named: Named | None
    region: str | None
    partner_user_id: str | None
    ended_at: int | None


@dataclass(frozen=True)
class MapRow:
    """One row of the partner map."""

    partner_id: str
    partner_user_id: str
    account_id: str
    mapped_at: int
    map_version: str | None
    kind: str | None
    named: Named | None
    key_id: str | None


@dataclass(frozen=True)
class Account:
    """The record of one account."""

    account_id: str
    country: str | None
    status: str | None


@dataclass(frozen=True)
class Facts:
    """All accepted evidence, with what the rules need to know of the rejected rows."""

    settings: Settings
    holdings: list[Holding]
    uploads: dict[str, Upload]
    entries: list[Entry]
    matches: list[Match]
    accounts: dict[str, Account]
    partner_map: list[MapRow]
    incomplete_accounts: frozenset[str]
    rejected_matches: list[Typed]
    uploads_with_rejected_rows: frozenset[str]
    rows_read_for: dict[str, int]
    # Another reading (section 5): a security purpose is not covered by a permitted one beside it.
    dual_purpose_is_security_only: bool = False


def gather(evidence: Evidence, loaded: dict[str, Loaded]) -> Facts:
    """Put the loaded rows into the words of the rules."""

    def accepted(name: str) -> list[Typed]:
        return loaded[name].accepted if name in loaded else []

    def rejected(name: str) -> list[Typed]:
        return loaded[name].rejected if name in loaded else []

    entries_read = evidence.inputs.get("entries", [])
    ids_read = [row["upload_id"] for row in entries_read if row.get("upload_id") is not None]
    return Facts(
        settings=evidence.settings,
        holdings=[holding(row, evidence.settings) for row in accepted("contacts")],
        uploads={row.must("upload_id"): upload(row) for row in accepted("uploads")},
        entries=[entry(row) for row in accepted("entries")],
        matches=[match(row) for row in accepted("matches")],
        accounts={row.must("account_id"): account(row) for row in accepted("accounts")},
        partner_map=[map_row(row) for row in accepted("partner_map")],
        incomplete_accounts=named_in(rejected("contacts"), "account_id"),
        rejected_matches=rejected("matches"),
        uploads_with_rejected_rows=named_in([*rejected("entries"), *rejected("uploads")], "upload_id"),
        rows_read_for={str(each): ids_read.count(each) for each in ids_read},
    )


def named_in(rows: Iterable[Typed], column: str) -> frozenset[str]:
    """The ids that can be read in a column of rejected rows."""
    return frozenset(row.must(column) for row in rows if row.values[column] is not None)


def holding(row: Typed, settings: Settings) -> Holding:
    """A contact row."""
    named = row.named
    matchable = named is not None and named.state == "digest"
    return Holding(
        account_id=row.must("account_id"),
        identifier=Identifier(row.must("kind"), named.digest) if named and matchable else None,
        purpose=row.must("purpose"),
        valid_from=row.whole("valid_from"),
        valid_to=row.whole("valid_to"),
        country=phone_country(row, settings),
    )


def phone_country(row: Typed, settings: Settings) -> str | None:
    """The country of a phone number: of a raw one by phonenumbers, else the row's region."""
    region, raw = row.text("region"), row.row.get("identifier")
    if row.values["kind"] != "phone" or row.named is None or row.named.state != "digest":
        return None
    if row.row.get("identifier_hash") is None and raw is not None and read_digest(raw) is None:
        number = phone_number(raw, region, settings)
        found = phonenumbers.region_code_for_number(number) if number else None
        if found in phonenumbers.SUPPORTED_REGIONS:
            return str(found)
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def upload(row: Typed) -> Upload:
    """An uploads row; its system is as it says, else `partner` if a partner is named, else `tailored`."""
    implied = "tailored" if row.values["partner_id"] is None else "partner"
    return Upload(
        upload_id=row.must("upload_id"),
        advertiser_id=row.must("advertiser_id"),
        partner_id=row.text("partner_id"),
        system=row.text("system") or implied,
        uploaded_at=row.whole("uploaded_at"),
        entry_count=row.whole("entry_count"),
        key_id=row.text("key_id"),
    )


def entry(row: Typed) -> Entry:
    """An entries row."""
    assert row.named is not None, "an entry has an identifier"
    return Entry(row.must("upload_id"), row.named, row.whole("added_at"), row.whole("removed_at"))


def match(row: Typed) -> Match:
    """A matches row."""
    matched_at = row.whole("matched_at")
    assert matched_at is not None, "a match has an instant"
    return Match(
        number=row.number,
        match_id=row.text("match_id"),
        matched_at=matched_at,
        account_id=row.must("account_id"),
        upload_id=row.must("upload_id"),
        kind=row.text("kind"),
        named=row.named,
        region=row.text("region"),
        partner_user_id=row.text("partner_user_id"),
        ended_at=row.whole("ended_at"),
    )


def account(row: Typed) -> Account:
    """An accounts row."""
    return Account(row.must("account_id"), row.text("country"), row.text("status"))


def map_row(row: Typed) -> MapRow:
    """A partner_map row."""
    mapped_at = row.whole("mapped_at")
    assert mapped_at is not None, "a map row has an instant"
    return MapRow(
        partner_id=row.must("partner_id"),
        partner_user_id=row.must("partner_user_id"),
        account_id=row.must("account_id"),
        mapped_at=mapped_at,
        map_version=row.text("map_version"),
        kind=row.text("kind"),
        named=row.named,
        key_id=row.text("key_id"),
    )
