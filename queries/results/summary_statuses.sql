-- Title: The accounts on the lists by whether they can still be told
-- Grain: one row per status: active, suspended, deleted, unknown
-- Assumes: the status of an account is that of its record; without a record or a status in it, unknown
-- Rules: data contract (account lists)
with counted as (
    select
        coalesce(account_country.account_status, 'unknown') as status,
        count(*) filter (where account_verdict.is_affected) as affected_accounts,
        count(*) filter (where not account_verdict.is_affected) as possibly_affected_accounts
    from account_country
    inner join account_verdict on account_country.account_no = account_verdict.account_no
    group by status
),

asked (place, status) as (
    values
    (1, 'active'),
    (2, 'suspended'),
    (3, 'deleted'),
    (4, 'unknown')
)

select
    asked.status,
    coalesce(counted.affected_accounts, 0) as affected_accounts,
    coalesce(counted.possibly_affected_accounts, 0) as possibly_affected_accounts
from asked
left join counted on asked.status = counted.status
order by asked.place
