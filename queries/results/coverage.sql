-- Title: How many days of the window each input and system covers
-- Grain: one row per input, and for matches one more per system
-- Assumes: a day with one row is covered; nothing is extrapolated
-- Rules: section 5 (coverage)
with asked_of as (
    select
        input,
        cast(null as varchar) as system
    from input_count
    where input != 'accounts'

    union

    select
        'matches' as input,
        system
    from system_in_scope

    union

    select
        'matches' as input,
        system
    from log_day
),

covered as (
    select
        asked_of.input,
        asked_of.system,
        count(distinct evidence_day.day) as days_with_log
    from asked_of
    left join evidence_day
        on
            asked_of.input = evidence_day.input
            and (asked_of.system is null or asked_of.system = evidence_day.system)
    group by asked_of.input, asked_of.system
)

select
    covered.input,
    covered.system,
    window_coverage.first_day,
    window_coverage.last_day,
    window_coverage.days,
    covered.days_with_log,
    case
        when window_coverage.days > 0
            then round(cast(covered.days_with_log as double) / window_coverage.days, 6)
    end as share
from covered
cross join window_coverage
