-- Title: The judged matches by verdict and reason
-- Grain: one row per verdict and reason
-- Assumes: a match has one reason; an account may have several
-- Rules: rules 1-18
with by_account as (
    select
        reason_no,
        account_no,
        count(*) as matches
    from verdict_code
    where counted_as = 'judged'
    group by reason_no, account_no
),

by_reason as (
    select
        reason_no,
        sum(matches) as matches,
        count(*) as accounts
    from by_account
    group by reason_no
)

select
    cast(reason_code.verdict as varchar) as verdict,
    reason_code.reason,
    cast(reason_code.rule as varchar) as rule,
    cast(sum(by_reason.matches) as bigint) as matches,
    cast(sum(by_reason.accounts) as bigint) as accounts
from by_reason
inner join reason_code on by_reason.reason_no = reason_code.reason_no
group by reason_code.verdict, reason_code.reason, reason_code.rule
order by
    cast(reason_code.verdict as varchar),
    matches desc,
    reason_code.reason,
    cast(reason_code.rule as varchar)
