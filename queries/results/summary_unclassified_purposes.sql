-- Title: Purposes that the incident file does not classify
-- Grain: one row per such purpose
-- Assumes: nothing is guessed from a purpose's name
-- Rules: section 1 (purpose class), section 5 (unclassified purposes)
with unclassified_holding as (
    select
        contact.purpose,
        contact.account_id
    from contact
    left join purpose_class on contact.purpose = purpose_class.purpose
    where purpose_class.purpose is null
)

select
    unclassified_holding.purpose,
    count(*) as holdings,
    count(distinct account_verdict.account_id) as judged_accounts
from unclassified_holding
left join account_verdict on unclassified_holding.account_id = account_verdict.account_id
group by unclassified_holding.purpose
order by holdings desc, unclassified_holding.purpose
