"""Rows with as few words as a case needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.instants import read_iso


def instant(text: str) -> int:
    """An instant from its text."""
    found = read_iso(text, "UTC")
    assert found is not None, text
    return found


def contact(account: str, value: str, purpose: str, since: str | None = None, **more: str | None) -> Row:
    """A contact row: e-mail if the value has an `@`, else phone."""
    kind = "email" if "@" in value else "phone"
    row: Row = {"account_id": account, "kind": kind, "identifier": value, "purpose": purpose}
    return {**row, "valid_from": since, **more}


def upload(upload_id: str, **more: str | None) -> Row:
    """An upload of the advertiser `adv`; a `partner_id` makes it the partner's."""
    return {"upload_id": upload_id, "advertiser_id": "adv", **more}


def entry(upload_id: str, value: str, **more: str | None) -> Row:
    """An entry with a raw value and no kind."""
    return {"upload_id": upload_id, "identifier": value, **more}


def match(account: str, upload_id: str, at: str, **more: str | None) -> Row:
    """A match."""
    return {"account_id": account, "upload_id": upload_id, "matched_at": at, **more}


def mapped(user: str, account: str, at: str, **more: str | None) -> Row:
    """A row of the map of the partner `par`."""
    row: Row = {"partner_id": "par", "partner_user_id": user, "account_id": account, "mapped_at": at}
    return {**row, **more}


JANUARY = Settings(
    window_start=instant("2019-01-01"),
    window_end=instant("2019-02-01"),
)


def january(**inputs: list[Row]) -> Evidence:
    """Evidence on an incident of January 2019."""
    return Evidence(JANUARY, inputs)


EMAIL, PHONE = "ann@example.org", "+41446681800"
DAY = "2019-01-10T12:00:00Z"
SECURITY = contact("a", EMAIL, "two_factor")
# A match that lets the input have an accepted row, and bears on nothing.
ELSEWHERE = match("z", "w", "2018-06-01", match_id="elsewhere")
SYSTEMS = [upload("u"), upload("x", system="custom")]


def logged(at: str, **more: str | None) -> Row:
    """A confirmed match of account `a`."""
    return match("a", more.pop("upload", "u") or "u", at, identifier=EMAIL, **more)


def part(summary: dict[str, Any], section: str, *keys: str) -> tuple[Any, ...]:
    """Some numbers of a summary."""
    return tuple(summary[section][key] for key in keys)


def active(evidence: Evidence) -> Evidence:
    """The same under `rule = "active"`."""
    return replace(evidence, settings=replace(evidence.settings, rule="active"))
