-- Title: The bounds if the window began or ended a day earlier or later
-- Grain: one row per shift; no figures for the start where the window has none
-- Assumes: a public date has no hour, so a day is how far an edge may be off
-- Rules: section 5 (edges), section 3 (the verdict of an account)
with instant as (
    select
        verdict_code.account_id,
        verdict_code.verdict,
        verdict_code.matched_at,
        incident.window_start,
        incident.window_end,
        case
            when incident.rule = 'matched' then verdict_code.matched_at
            when verdict_code.ended_at is null then timestamp '9999-12-31 23:59:59.999999'
            else greatest(verdict_code.ended_at - interval 1 microsecond, verdict_code.matched_at)
        end as last_inside
    from verdict_code
    cross join incident

    union all

    select
        rejected_match.account_id,
        undetermined.verdict,
        rejected_match.matched_at,
        incident.window_start,
        incident.window_end,
        rejected_match.last_inside
    from rejected_match
    cross join incident
    cross join (select max(verdict) as verdict from rule where verdict = 'undetermined') as undetermined
    where rejected_match.account_id is not null and not rejected_match.in_other_system
),

placed as (
    select
        account_id,
        verdict,
        matched_at is null or matched_at < window_end as before_end,
        matched_at is null or matched_at < window_end - interval 1 day as before_earlier_end,
        matched_at is null or matched_at < window_end + interval 1 day as before_later_end,
        coalesce(matched_at is null or last_inside >= window_start, true) as after_start,
        coalesce(
            matched_at is null or last_inside >= window_start - interval 1 day, true
        ) as after_earlier_start,
        coalesce(
            matched_at is null or last_inside >= window_start + interval 1 day, true
        ) as after_later_start,
        -- A window that the shift leaves empty contains nothing.
        coalesce(window_start + interval 1 day < window_end, true) as not_empty
    from instant
),

by_account as (
    select
        account_id,
        max(verdict) filter (where before_end and after_earlier_start) as start_earlier,
        max(verdict) filter (where before_end and after_later_start and not_empty) as start_later,
        max(verdict) filter (where before_earlier_end and after_start and not_empty) as end_earlier,
        max(verdict) filter (where before_later_end and after_start) as end_later
    from placed
    group by account_id
),

by_shift as (
    unpivot by_account
    on start_earlier, start_later, end_earlier, end_later
    into name shift value verdict
),

counted as (
    select
        shift,
        count(*) filter (where verdict in ('confirmed', 'inferred')) as affected,
        count(*) filter (where verdict in ('ambiguous', 'undetermined')) as possibly_affected
    from by_shift
    group by shift
),

asked (place, shift, of_start) as (
    values
    (1, 'start_earlier', true),
    (2, 'start_later', true),
    (3, 'end_earlier', false),
    (4, 'end_later', false)
)

select
    asked.shift,
    case when not absent.absent then coalesce(counted.affected, 0) end as affected,
    case when not absent.absent then coalesce(counted.possibly_affected, 0) end as possibly_affected,
    case
        when not absent.absent then coalesce(counted.affected + counted.possibly_affected, 0)
    end as upper_bound
from asked
cross join (select window_start is null as no_start from incident) as start_of_window
cross join lateral (select asked.of_start and start_of_window.no_start as absent) as absent
left join counted on asked.shift = counted.shift
order by asked.place
