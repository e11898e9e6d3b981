-- Title: Whether the log shows that the fault was fixed at the end of the window
-- Grain: one row
-- Assumes: no figure where the log does not reach past the end, or does not say when a match ended
-- Rules: section 5 (containment)
with after_end as (
    select
        count(*) as matches_after_window,
        count(*) filter (where verdict in ('confirmed', 'inferred')) as security_only,
        count(*) filter (where verdict = 'ambiguous') as ambiguous,
        max(matched_at) filter (where verdict in ('confirmed', 'inferred')) as last_at
    from containment_match
),

log_reach as (
    select max(last_matched_at) as log_until
    from log_day
    where in_scope
),

system_that_says as (
    select system
    from log_day
    where in_scope
    group by system
    having sum(matches_with_end) > 0
),

still_active as (
    select
        count(*) filter (
            where verdict_code.verdict in ('confirmed', 'inferred')
            and verdict_code.counted_as = 'judged'
            and (verdict_code.ended_at is null or verdict_code.ended_at > incident.window_end)
        ) as still_active_security_only
    from verdict_code
    cross join incident
    inner join upload_code on verdict_code.upload_no = upload_code.upload_no
    semi join system_that_says on upload_code.system = system_that_says.system
),

says as (
    select count(*) > 0 as any_system_says
    from system_that_says
)

select
    after_end.matches_after_window,
    log_reach.log_until,
    case
        when after_end.matches_after_window > 0 then after_end.security_only
    end as after_window_security_only,
    case when after_end.matches_after_window > 0 then after_end.ambiguous end as after_window_ambiguous,
    case
        when says.any_system_says then still_active.still_active_security_only
    end as still_active_security_only,
    after_end.last_at
from after_end
cross join log_reach
cross join still_active
cross join says
