-- Title: What is known of each advertiser's list
-- Grain: one row per upload that has a record, an entry or a rejected entry
-- Assumes: `complete_from` is the instant from which the list is known in full; none, never. A rejected
--          upload record counts as a rejected row: it may have named a key or a number of entries
-- Rules: section 1 (complete list), keyed digests, rule 9b
with entry_facts as (
    select
        upload_id,
        sum(copies) as rows_read,
        bool_or(added_at is null) as any_always_there,
        bool_or(identifier_state = 'other') as ever_other_kinds
    from entry
    group by upload_id
),

rejected_facts as (
    select
        upload_id,
        count(*) as rows_rejected
    from rejected_row
    where input in ('entries', 'uploads') and upload_id is not null
    group by upload_id
),

named as (
    select upload_id from upload
    union
    select upload_id from entry_facts
    union
    select upload_id from rejected_facts
),

judged as (
    select
        named.upload_id,
        upload.uploaded_at,
        entry_facts.any_always_there,
        coalesce(entry_facts.ever_other_kinds, false) as ever_other_kinds,
        entry_facts.rows_read is not null
        and rejected_facts.rows_rejected is null
        and (upload.entry_count is null or entry_facts.rows_read >= upload.entry_count)
        and (upload.key_id is null or key_at_hand.key_id is not null) as kept_whole
    from named
    left join upload on named.upload_id = upload.upload_id
    left join entry_facts on named.upload_id = entry_facts.upload_id
    left join rejected_facts on named.upload_id = rejected_facts.upload_id
    left join key_at_hand on upload.key_id = key_at_hand.key_id
)

select
    upload_id,
    case
        when not kept_whole then null
        when any_always_there and uploaded_at is not null then uploaded_at
        else timestamp '0001-01-01 00:00:00'
    end as complete_from,
    ever_other_kinds
from judged
