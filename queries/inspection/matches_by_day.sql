-- Title: The match log by day
-- Grain: one row per UTC day with an accepted match, and whether it is inside the window
-- Assumes: matches of all systems
-- Rules: section 5 (coverage)
select
    day,
    in_window,
    sum(matches) as matches
from log_day
group by day, in_window
order by day, in_window
