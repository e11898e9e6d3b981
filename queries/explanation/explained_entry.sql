-- Title: The entries by which the account's identifiers stood on the list of a match
-- Grain: one row per match judged by its list, entry, kind under which the account held it, and digest
-- Assumes: an entry without a kind is compared with holdings of both kinds
-- Rules: section 1 (entry, complete list), rules 9-13 (K)
with held as (
    select distinct
        contact.kind,
        explained_digest.digest
    from contact
    inner join explained_digest on contact.source_row = explained_digest.source_row
)

select
    explained_use.source_row,
    entry.source_row as entry_row,
    entry.kind as entry_kind,
    held.kind as held_kind,
    held.digest,
    entry.added_at,
    entry.removed_at,
    bool_or(
        explained_use.used_at >= explained_digest.since and explained_use.used_at < explained_digest.until
    ) as on_list_then
from explained_use
inner join entry on explained_use.upload_id = entry.upload_id
inner join explained_digest on entry.source_row = explained_digest.source_row
inner join held
    on
        explained_digest.digest = held.digest
        and (entry.kind is null or entry.kind = held.kind)
        and (explained_use.kind is null or explained_use.kind = held.kind)
where explained_use.rests_on = 'list'
group by
    explained_use.source_row,
    entry.source_row,
    entry.kind,
    held.kind,
    held.digest,
    entry.added_at,
    entry.removed_at
