-- Title: The judged matches by verdict and reason
-- Grain: one row per verdict and reason
-- Assumes: a match has one reason; an account may have several
-- Rules: rules 1-18
select
    verdict,
    reason,
    rule,
    count(*) as matches,
    count(distinct account_id) as accounts
from judged_match
group by verdict, reason, rule
order by verdict, matches desc, reason, rule
