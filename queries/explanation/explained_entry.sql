-- Title: The entries by which the account's identifiers stood on the list of a match
-- Grain: one row per match that is judged by its list, entry, and kind under which the account held it
-- Assumes: an entry without a kind is compared with holdings of both kinds
-- Rules: section 1 (entry, complete list), rules 9-13 (K)
with held as (
    select distinct
        kind,
        digest
    from contact
    where not unmatchable
)

select
    explained_use.source_row,
    entry.source_row as entry_row,
    entry.kind as entry_kind,
    held.kind as held_kind,
    entry.digest,
    entry.added_at,
    entry.removed_at,
    explained_use.used_at >= coalesce(entry.added_at, timestamp '0001-01-01 00:00:00')
    and explained_use.used_at
    < coalesce(entry.removed_at, timestamp '9999-12-31 23:59:59.999999') as on_list_then
from explained_use
inner join entry on explained_use.upload_id = entry.upload_id
inner join held
    on
        entry.digest = held.digest
        and (entry.kind is null or entry.kind = held.kind)
        and (explained_use.kind is null or explained_use.kind = held.kind)
where explained_use.rests_on = 'list' and entry.identifier_state = 'digest'
