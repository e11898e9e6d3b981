-- Title: The entries by which the account's identifiers stood on the list of a match
-- Grain: one row per match that is judged by its list, entry, and identifier of the account that it is
-- Assumes: an entry without a kind is compared with holdings of both kinds
-- Rules: section 1 (entry, complete list, rules by system and date), rules 9-13 (K)
select
    explained_use.source_row,
    entry.source_row as entry_row,
    explained_held.kind as held_kind,
    explained_held.row_digest as digest,
    entry.added_at,
    entry.removed_at,
    bool_or(
        explained_use.used_at >= listed.known_from
        and explained_use.used_at < listed.known_until
        and explained_use.used_at >= explained_held.known_from
        and explained_use.used_at < explained_held.known_until
        and explained_use.used_at >= coalesce(entry.added_at, timestamp '0001-01-01 00:00:00')
        and explained_use.used_at
        < coalesce(entry.removed_at, timestamp '9999-12-31 23:59:59.999999')
    ) as on_list_then
from explained_use
inner join entry on explained_use.upload_id = entry.upload_id
inner join explained_identifier as listed on entry.source_row = listed.source_row
inner join explained_held
    on
        listed.digest = explained_held.digest
        and (entry.kind is null or entry.kind = explained_held.kind)
        and (explained_use.kind is null or explained_use.kind = explained_held.kind)
where explained_use.rests_on = 'list'
group by
    explained_use.source_row,
    entry.source_row,
    explained_held.kind,
    explained_held.row_digest,
    entry.added_at,
    entry.removed_at
