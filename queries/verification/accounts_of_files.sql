-- Title: The figures of accounts in the summary, as the lists and the verdicts give them
-- Grain: one row; its columns are keys of `accounts` in report/summary.json
-- Assumes: an account with a judged match that is on no list is cleared
-- Rules: section 3 (lower bound, upper bound)
with listed as (
    select
        count(*) filter (where is_affected) as affected,
        count(*) filter (where not is_affected) as possibly_affected,
        count(*) as upper_bound,
        count(*) filter (where verdict = 'confirmed') as confirmed,
        count(*) filter (where verdict = 'inferred') as inferred,
        count(*) filter (where verdict = 'ambiguous') as ambiguous,
        count(*) filter (where verdict = 'undetermined') as undetermined
    from stored_list
),

on_no_list as (
    select count(distinct stored_verdict.account_id) as cleared
    from stored_verdict
    anti join stored_list on stored_verdict.account_id = stored_list.account_id
)

select
    listed.*,
    on_no_list.cleared
from listed
cross join on_no_list
