-- Title: The bounds under other readings of the evidence
-- Grain: one row per reading
-- Assumes: `reading_verdict` has the accounts whose verdict a reading changes, and no others
-- Rules: section 5 (sensitivity), section 3 (lower bound, upper bound)
with bound as (
    select
        count(*) filter (where is_affected) as affected,
        count(*) filter (where verdict in ('ambiguous', 'undetermined')) as possibly_affected
    from account_verdict
),

moved as (
    select
        reading,
        count(*) filter (where verdict in ('confirmed', 'inferred')) as into_affected,
        count(*) filter (where audit_verdict in ('confirmed', 'inferred')) as out_of_affected,
        count(*) filter (where verdict in ('ambiguous', 'undetermined')) as into_possibly_affected,
        count(*) filter (where audit_verdict in ('ambiguous', 'undetermined')) as out_of_possibly_affected
    from reading_verdict
    group by reading
),

counted as (
    select
        reading.position,
        reading.reading,
        bound.affected + coalesce(moved.into_affected - moved.out_of_affected, 0) as affected,
        bound.possibly_affected
        + coalesce(moved.into_possibly_affected - moved.out_of_possibly_affected, 0) as possibly_affected
    from reading
    cross join bound
    left join moved on reading.reading = moved.reading
)

select
    reading,
    affected,
    possibly_affected,
    affected + possibly_affected as upper_bound
from counted
order by position
