-- Title: The records of the lists
-- Grain: one row per list, two that contradict each other where a record is doubtful
with
record as (
    select
        range as u,
        unnest(case when is_record_doubtful(range) then [0, 1] else [0] end) as again
    from range($low, $high)
    where not is_record_lost(range)
)
select
    u as upload_id,
    'adv' || (pick(u, 40, 500) + again) as advertiser_id,
    'partner' || partner_of(u) as partner_id,
    case when system_of(u) = 'web' then 'web' end as system,
    instant(uploaded_at(u)) as uploaded_at,
    list_size.entry_count as entry_count,
    case when is_keyed(u) then 'key-of-' || partner_of(u) end as key_id
from record
left join list_size using (u)
order by u, again
