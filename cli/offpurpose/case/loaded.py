"""What the tables are that no query makes: those of loading, and the settings of the incident."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """A table that loading or the incident file makes, with what a row of it is."""

    name: str
    title: str
    grain: str
    is_setting: bool = False


LOADED_TABLES = (
    LoadedTable("input_file", "The files that were read, with their digests", "one row per file"),
    LoadedTable("input_count", "What became of the rows of each input", "one row per input that was given"),
    LoadedTable(
        "rejected_row",
        "Rows that could not be read, with what of their ids and instants could be",
        "one row per rejected row; source_row is the file's number times 2^40, plus the record's",
    ),
    LoadedTable(
        "contact",
        "What each account gave, for what, and when",
        "one row per accepted contact record; equal rows are one, and counted in copies",
    ),
    LoadedTable(
        "upload",
        "The lists that advertisers sent, with their system, partner and key",
        "one row per accepted upload record",
    ),
    LoadedTable(
        "entry",
        "The identifiers on the lists, and when they stood there",
        "one row per accepted entry; equal rows are one, and counted in copies",
    ),
    LoadedTable(
        "match",
        "The log: which account was matched to which list, when, and through what, where it says so",
        "one row per accepted log line; equal lines are one, and counted in copies",
    ),
    LoadedTable("account", "The records of the accounts", "one row per accepted account record"),
    LoadedTable(
        "partner_map",
        "Which user id of a partner was tied to which account, when, and through what",
        "one row per accepted map row; equal rows are one, and counted in copies",
    ),
    LoadedTable(
        "also_digested",
        "All digests of raw identifiers, where several rule packs apply and one digest does not say all",
        "one row per input row with such an identifier, digest, and rule that gives it",
    ),
    LoadedTable(
        "system_digest",
        "How the digests of each system end, where rules differ by system",
        "one row per system",
    ),
    LoadedTable("incident", "The window of the incident and its rule", "one row", is_setting=True),
    LoadedTable("purpose_class", "The class of each purpose", "one row per purpose", is_setting=True),
    LoadedTable("system_in_scope", "The systems of the incident", "one row per system", is_setting=True),
    LoadedTable(
        "other_kind", "Logged kinds that are known to be no contact data", "one row per kind", is_setting=True
    ),
    LoadedTable(
        "digest_rule",
        "The rule packs of the incident, and when each applies",
        "one row per rule pack that the incident file names",
        is_setting=True,
    ),
    LoadedTable("key_at_hand", "The keys of digests that are to be had", "one row per key", is_setting=True),
)
