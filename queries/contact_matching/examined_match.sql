-- Title: The log lines that the audit looks at, with their system and how each is counted
-- Grain: one row per accepted match
-- Assumes: a match whose upload has no record is of system `unknown`, which cannot be excluded
-- Rules: section 2 (before_window, after_window, other_system, judged; the two window rules)
-- Stored: no
-- Partitioned: by account
with placed as (
    select
        match.*,
        coalesce(upload.system, 'unknown') as system,
        upload.advertiser_id,
        upload.partner_id,
        incident.window_start,
        incident.window_end,
        -- A membership contains at least the instant of its match.
        case
            when incident.rule = 'matched' then match.matched_at
            when match.ended_at is null then timestamp '9999-12-31 23:59:59.999999'
            else greatest(match.ended_at - interval 1 microsecond, match.matched_at)
        end as last_inside,
        upload.upload_id is null or system_in_scope.system is not null as in_scope
    from match
    cross join incident
    left join upload on match.upload_id = upload.upload_id
    left join system_in_scope on upload.system = system_in_scope.system
)

select
    *,
    cast(
        case
            when last_inside < window_start then 'before_window'
            when matched_at >= window_end then 'after_window'
            when not in_scope then 'other_system'
            else 'judged'
        end as enum('before_window', 'after_window', 'other_system', 'judged')
    ) as counted_as,
    -- The day before the window is judged too, to show what an earlier start would change.
    in_scope and coalesce(last_inside >= window_start - interval 1 day, true) as needs_verdict
from placed
