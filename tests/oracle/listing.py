"""Uploads and their lists: which list is complete, and what was on it (rules, sections 1 and 2)."""

from __future__ import annotations

from tests.oracle.facts import Entry, Facts, Identifier
from tests.oracle.holding import contains, held_at

UNKNOWN_SYSTEM = "unknown"


def system_of(facts: Facts, upload_id: str) -> str:
    """The system of a match: that of its upload, `unknown` where the upload is not among the uploads."""
    upload = facts.uploads.get(upload_id)
    return UNKNOWN_SYSTEM if upload is None else upload.system


def entries_of(facts: Facts, upload_id: str) -> list[Entry]:
    """All accepted entries of an upload, at whatever time."""
    return [entry for entry in facts.entries if entry.upload_id == upload_id]


def is_complete(facts: Facts, upload_id: str, t: int) -> bool:
    """Whether all of the list is known at t."""
    entries, upload = entries_of(facts, upload_id), facts.uploads.get(upload_id)
    if not entries or upload_id in facts.uploads_with_rejected_rows:
        return False
    if upload is None:
        return True
    # No key is ever to be had: the incident file has no place for one.
    if upload.key_id is not None:
        return False
    if upload.entry_count is not None and facts.rows_read_for[upload_id] < upload.entry_count:
        return False
    undated = any(entry.added_at is None for entry in entries)
    return not (undated and upload.uploaded_at is not None and t < upload.uploaded_at)


def is_on_list(facts: Facts, upload_id: str, identifier: Identifier, t: int) -> bool:
    """Whether an entry of the upload at t is of the identifier; without a kind, its digest decides."""
    return any(
        entry.named.state == "digest"
        and entry.named.digest == identifier.digest
        and entry.named.kind in (None, identifier.kind)
        for entry in entries_of(facts, upload_id)
        if contains(entry.added_at, entry.removed_at, t)
    )


def of_kind(identifiers: set[Identifier], kind: str | None) -> set[Identifier]:
    """Those of the logged kind, where the log names one."""
    return {identifier for identifier in identifiers if kind is None or identifier.kind == kind}


def listed(facts: Facts, account_id: str, upload_id: str, kind: str | None, t: int) -> set[Identifier]:
    """K: the entries of the upload at t that the account held at t."""
    held = of_kind(held_at(facts, account_id, t), kind)
    return {identifier for identifier in held if is_on_list(facts, upload_id, identifier, t)}


def held(facts: Facts, account_id: str, kind: str | None, t: int) -> set[Identifier]:
    """H: all that the account held at t."""
    return of_kind(held_at(facts, account_id, t), kind)


def has_listed_other_kinds(facts: Facts, upload_id: str) -> bool:
    """Whether the list has ever held entries that are neither e-mail nor phone."""
    return any(entry.named.state == "other" for entry in entries_of(facts, upload_id))
