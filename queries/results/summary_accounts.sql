-- Title: The bounds, in accounts
-- Grain: one row
-- Assumes: the eligible population is a maximum, not an impact count
-- Rules: section 3 (lower bound, upper bound, eligible population)
with verdict_count as (
    select
        count(*) filter (where is_affected) as affected,
        count(*) filter (where verdict in ('ambiguous', 'undetermined')) as possibly_affected,
        count(*) filter (where verdict = 'confirmed') as confirmed,
        count(*) filter (where verdict = 'inferred') as inferred,
        count(*) filter (where verdict = 'ambiguous') as ambiguous,
        count(*) filter (where verdict = 'undetermined') as undetermined,
        count(*) filter (where verdict = 'cleared') as cleared,
        count(*) filter (where row_rejected) as named_by_unreadable_lines
    from account_verdict
),

eligible as (
    select count(distinct held_span.account_id) as eligible
    from held_span
    cross join incident
    where
        held_span.class = 'security_only'
        and held_span.kind != 'either'
        and held_span.valid_from < held_span.valid_to
        and held_span.valid_from < incident.window_end
        and (incident.window_start is null or held_span.valid_to > incident.window_start)
),

unreadable as (
    select count(*) as unreadable_log_lines
    from rejected_match
    where may_matter and account_id is null
)

select
    verdict_count.affected,
    verdict_count.possibly_affected,
    verdict_count.affected + verdict_count.possibly_affected as upper_bound,
    eligible.eligible,
    verdict_count.confirmed,
    verdict_count.inferred,
    verdict_count.ambiguous,
    verdict_count.undetermined,
    verdict_count.cleared,
    verdict_count.named_by_unreadable_lines,
    unreadable.unreadable_log_lines
from verdict_count
cross join eligible
cross join unreadable
