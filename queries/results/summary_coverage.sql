-- Title: How much of the window the match log covers
-- Grain: one row
-- Assumes: the least covered of the incident's systems stands beside the total
-- Rules: section 5 (coverage)
with least as (
    select
        coverage.system as least_system,
        coverage.share as least_share
    from coverage
    inner join system_in_scope on coverage.system = system_in_scope.system
    where coverage.input = 'matches'
    order by coverage.share asc, coverage.system asc
    limit 1
)

select
    coverage.first_day,
    coverage.last_day,
    coverage.days,
    coverage.days_with_log,
    coverage.share,
    least.least_system,
    least.least_share
from coverage
left join least on true
where coverage.input = 'matches' and coverage.system is null
