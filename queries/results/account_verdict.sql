-- Title: The verdict of every account that a judged or a rejected log line names
-- Grain: one row per account
-- Assumes: verdicts are ordered from cleared to confirmed, and the strongest of its matches stands; a line
--          that cannot be read makes it at least undetermined
-- Rules: section 3 (the verdict of an account, rejected matches rows)
-- Partitioned: by account
with judged as (
    select
        account_no,
        max(verdict) as verdict
    from verdict_code
    where counted_as = 'judged'
    group by account_no
),

unread as (
    select distinct account_id
    from rejected_match
    where may_matter and account_id is not null
),

undetermined as (
    select max(verdict) as verdict
    from rule
    where verdict = 'undetermined'
),

strongest as (
    select
        account_code.account_id,
        account_code.account_no,
        greatest(
            judged.verdict,
            case when unread.account_id is not null then undetermined.verdict end
        ) as verdict,
        unread.account_id is not null as row_rejected
    from account_code
    left join judged on account_code.account_no = judged.account_no
    left join unread on account_code.account_id = unread.account_id
    cross join undetermined
)

select
    account_id,
    account_no,
    verdict,
    verdict in ('confirmed', 'inferred') as is_affected,
    row_rejected
from strongest
where verdict is not null
