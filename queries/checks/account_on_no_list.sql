-- Title: Accounts that are missing from the lists, or on both
-- Grain: one row per account whose rows on the two lists do not agree with its verdict
-- Assumes: cleared accounts are on no list, every other account is on one
-- Rules: section 3 (affected, possibly affected)
-- Fails: some accounts are on no list, or on both
with on_a_list as (
    select
        account_id,
        count(*) as times
    from (
        select account_id from affected_account
        union all
        select account_id from possibly_affected_account
    ) as both_lists
    group by account_id
)

select
    coalesce(account_verdict.account_id, on_a_list.account_id) as account_id,
    account_verdict.verdict,
    on_a_list.times
from account_verdict
full outer join on_a_list on account_verdict.account_id = on_a_list.account_id
where
    coalesce(on_a_list.times, 0)
    != case
        when account_verdict.verdict in ('confirmed', 'inferred', 'ambiguous', 'undetermined') then 1 else 0
    end
