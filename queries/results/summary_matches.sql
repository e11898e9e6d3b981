-- Title: The log lines, by how each is counted and by verdict
-- Grain: one row
-- Assumes: every accepted match is counted once
-- Rules: section 2 (counting), section 4 (nothing is lost)
with placed as (
    select
        coalesce(sum(matches) filter (where counted_as = 'before_window'), 0) as before_window,
        coalesce(sum(matches) filter (where counted_as = 'after_window'), 0) as after_window,
        coalesce(sum(matches) filter (where counted_as = 'other_system'), 0) as other_system
    from log_day
),

judged as (
    select
        coalesce(sum(matches), 0) as judged,
        coalesce(sum(matches) filter (where verdict = 'confirmed'), 0) as confirmed,
        coalesce(sum(matches) filter (where verdict = 'inferred'), 0) as inferred,
        coalesce(sum(matches) filter (where verdict = 'ambiguous'), 0) as ambiguous,
        coalesce(sum(matches) filter (where verdict = 'undetermined'), 0) as undetermined,
        coalesce(sum(matches) filter (where verdict = 'cleared'), 0) as cleared
    from summary_reasons
),

loaded as (
    select
        coalesce(max(read), 0) as read,
        coalesce(max(accepted), 0) as accepted
    from input_count
    where input = 'matches'
)

select
    loaded.read,
    loaded.accepted,
    judged.judged,
    placed.before_window,
    placed.after_window,
    placed.other_system,
    judged.confirmed,
    judged.inferred,
    judged.ambiguous,
    judged.undetermined,
    judged.cleared
from loaded
cross join placed
cross join judged
