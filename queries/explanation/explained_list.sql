-- Title: Why the list of each upload counts as complete, or does not
-- Grain: one row per upload of a match that is judged by its list or for want of it
-- Assumes: entries that are none of the account's may be summed up in rows that stand for several
-- Rules: section 1 (complete list), keyed digests
with asked as (
    select distinct upload_id
    from explained_use
    where rests_on in ('list', 'holdings') and upload_id is not null
),

entries as (
    select
        upload_id,
        min(source_row) as first_entry_row,
        sum(copies) as entries_read
    from entry
    group by upload_id
),

rejected as (
    select
        upload_id,
        min(source_row) as first_rejected_row,
        count(*) as rows_rejected
    from rejected_row
    where input in ('entries', 'uploads') and upload_id is not null
    group by upload_id
)

select
    asked.upload_id,
    upload.source_row as upload_row,
    upload.entry_count as entries_declared,
    coalesce(entries.entries_read, 0) as entries_read,
    entries.first_entry_row,
    coalesce(rejected.rows_rejected, 0) as rows_rejected,
    rejected.first_rejected_row,
    upload.key_id is not null and key_at_hand.key_id is null as key_missing,
    upload_list.complete_from,
    coalesce(upload_list.ever_other_kinds, false) as ever_other_kinds
from asked
left join upload on asked.upload_id = upload.upload_id
left join key_at_hand on upload.key_id = key_at_hand.key_id
left join entries on asked.upload_id = entries.upload_id
left join rejected on asked.upload_id = rejected.upload_id
left join upload_list on asked.upload_id = upload_list.upload_id
