-- Title: Matches after the end of the window, by day
-- Grain: one row per UTC day with such a match
-- Assumes: days are UTC
-- Rules: section 5 (containment)
select
    cast(matched_at as date) as day,
    count(*) as matches,
    count(*) filter (where verdict in ('confirmed', 'inferred')) as security_only,
    count(*) filter (where verdict = 'ambiguous') as ambiguous
from containment_match
group by day
order by day
