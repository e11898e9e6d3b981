-- Title: The days that the window touches
-- Grain: one row
-- Assumes: where the window has no start, it is asked about from the first accepted match on; where the
--          log only begins after the end, about no day
-- Rules: section 5 (coverage)
with first_match as (
    select min(match.matched_at) as matched_at
    from match
    cross join incident
    where match.matched_at < incident.window_end
),

asked as (
    select
        cast(coalesce(incident.window_start, first_match.matched_at) as date) as first_day,
        cast(incident.window_end - interval 1 microsecond as date) as last_day
    from incident
    cross join first_match
)

select
    first_day,
    last_day,
    coalesce(greatest(date_diff('day', first_day, last_day) + 1, 0), 0) as days
from asked
