-- Title: What became of the account: its verdict, its list, and whether it was eligible
-- Grain: one row
-- Assumes: as `explained_match`; an account that no judged and no rejected log line names has no verdict
-- Rules: section 3 (the verdict of an account, eligible population), section 1 (incomplete account)
with decided as (
    select
        cast(max(verdict) as varchar) as verdict,
        coalesce(bool_or(is_affected), false) as is_affected,
        coalesce(bool_or(row_rejected), false) as row_rejected
    from account_verdict
),

counted as (
    select
        count(*) as matches,
        count(*) filter (where counted_as = 'judged') as judged,
        count(*) filter (where counted_as = 'before_window') as before_window,
        count(*) filter (where counted_as = 'after_window') as after_window,
        count(*) filter (where counted_as = 'other_system') as other_system
    from explained_match
),

eligible as (
    select count(*) > 0 as eligible
    from held_span
    cross join incident
    where
        held_span.class = 'security_only'
        and held_span.kind != 'either'
        and held_span.valid_from < held_span.valid_to
        and held_span.valid_from < incident.window_end
        and (incident.window_start is null or held_span.valid_to > incident.window_start)
),

incomplete as (
    select count(*) > 0 as contacts_incomplete
    from incomplete_account
),

record as (
    select
        min(source_row) as source_row,
        min(country) as country,
        min(status) as status
    from account
)

select
    decided.*,
    counted.*,
    eligible.eligible,
    incomplete.contacts_incomplete,
    record.source_row,
    record.country,
    record.status
from decided
cross join counted
cross join eligible
cross join incomplete
cross join record
