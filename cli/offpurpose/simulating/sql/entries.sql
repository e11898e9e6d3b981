-- Title: The lists
-- Grain: one row per entry that is left
with
entry as (
    select
        range as e,
        entry_upload(range) as u,
        entry_holder(range) as h
    from range($low, $high)
),
listed as (
    select
        *,
        identifier_of(h) as i,
        is_device(e) as by_device,
        entry_known(e) as known
    from entry
    where not is_mapped(u) and not is_list_lost(u) and not (is_list_cut(u) and befalls(e, 28, 0.1))
),
digested as (
    select
        *,
        case
            when by_device then null
            when is_keyed(u) then sha256('secret key' || e::varchar)
            when known then sha256(normal(i))
            else sha256('nobody' || e::varchar)
        end as digest
    from listed
)
select
    u as upload_id,
    case
        when by_device then 'device_id'
        when known and befalls(e, 29, kind_share()) then kind_of(i)
    end as kind,
    case when by_device then 'device-' || e::varchar end as identifier,
    case
        when befalls(e, 74, cut_entry_share()) then digest[:20]
        else digest_as_written(e, digest)
    end as identifier_hash,
    case when is_amended(e) then instant(entry_added(e, u)) end as added_at,
    case when is_amended(e) then instant(entry_added(e, u) + entry_stays(e)) end as removed_at
from digested
