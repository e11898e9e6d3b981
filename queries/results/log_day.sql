-- Title: The log by system and day
-- Grain: one row per system, way of counting, UTC day, and whether inside the window
-- Assumes: days are UTC; a match without an upload record is of system `unknown`
-- Rules: section 2 (counting), section 5 (coverage, containment)
select
    system,
    in_scope,
    counted_as,
    cast(matched_at as date) as day,
    matched_at < window_end and (window_start is null or last_inside >= window_start) as in_window,
    count(*) as matches,
    count(ended_at) as matches_with_end,
    max(matched_at) as last_matched_at
from examined_match
group by system, in_scope, counted_as, day, in_window
