-- Title: What really happened to every account
-- Grain: one row per account, by account_id
with
holder as (
    select
        range as h,
        held_from(range) as f
    from range(0, holders())
),
dated as (
    select
        *,
        held_until(h, f) as t,
        turning_point(h, f) as turn
    from holder
),
held as (
    select
        account_id(account_of(h)) as account_id,
        bool_or(
            alone_from(h, f, t, turn) < least(alone_to(h, f, t, turn), window_end())
            and alone_to(h, f, t, turn) > window_start()
        ) as eligible
    from dated
    group by account_id
),
matched as (
    select
        account_id,
        count(*) filter (where in_window and in_scope) as matches,
        count(*) filter (where affected) as affected_matches,
        count(*) filter (where affected and evidence in ('logged', 'rejected')) as affected_matches_in_log,
        min(matched_at) filter (where affected) as first_affected_at,
        max(matched_at) filter (where affected) as last_affected_at
    from read_parquet($truth_matches)
    group by account_id
)
select
    account_id,
    coalesce(affected_matches, 0) > 0 as affected,
    coalesce(affected_matches_in_log, 0) > 0 as affected_in_log,
    eligible,
    coalesce(matches, 0) as matches,
    coalesce(affected_matches, 0) as affected_matches,
    coalesce(affected_matches_in_log, 0) as affected_matches_in_log,
    first_affected_at,
    last_affected_at
from held
left join matched using (account_id)
order by account_id
