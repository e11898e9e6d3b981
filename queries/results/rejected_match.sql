-- Title: Log lines that could not be read, and whether they can matter
-- Grain: one row per rejected matches row
-- Assumes: a line matters unless what can be read of it puts it outside the window or in another system
-- Rules: section 3 (rejected matches rows)
with placed as (
    select
        rejected_row.source_row,
        rejected_row.account_id,
        rejected_row.matched_at,
        incident.window_start,
        incident.window_end,
        upload.upload_id is not null and system_in_scope.system is null as in_other_system,
        case
            when incident.rule = 'matched' then rejected_row.matched_at
            when rejected_row.ended_at is null then timestamp '9999-12-31 23:59:59.999999'
            else greatest(rejected_row.ended_at - interval 1 microsecond, rejected_row.matched_at)
        end as last_inside
    from rejected_row
    cross join incident
    left join upload on rejected_row.upload_id = upload.upload_id
    left join system_in_scope on upload.system = system_in_scope.system
    where rejected_row.input = 'matches'
)

select
    source_row,
    account_id,
    matched_at,
    last_inside,
    in_other_system,
    not in_other_system
    and (
        matched_at is null
        or (matched_at < window_end and (window_start is null or last_inside >= window_start))
    ) as may_matter
from placed
