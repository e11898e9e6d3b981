-- Title: The gaps of the match log inside the window
-- Grain: one row per run of UTC days without an accepted match
-- Assumes: a gap limits every total, since what happened in it cannot be known
-- Rules: section 5 (coverage)
with edge as (
    select distinct day
    from evidence_day
    where input = 'matches'

    union

    select first_day - 1 as day
    from window_coverage
    where days > 0

    union

    select last_day + 1 as day
    from window_coverage
    where days > 0
),

run as (
    select
        day + 1 as first_day,
        lead(day) over (order by day) - 1 as last_day
    from edge
)

select
    first_day,
    last_day,
    last_day - first_day + 1 as days
from run
where last_day >= first_day
order by first_day
