-- Title: Purposes that the incident file does not classify
-- Grain: one row per such purpose
-- Assumes: nothing is guessed from a purpose's name; a judged account is one that a judged match names
-- Rules: section 1 (purpose class), section 5 (unclassified purposes)
with unclassified_holding as (
    select
        contact.purpose,
        contact.account_id
    from contact
    anti join purpose_class on contact.purpose = purpose_class.purpose
),

touched as (
    select distinct examined_match.account_id
    from examined_match
    semi join unclassified_holding on examined_match.account_id = unclassified_holding.account_id
    where examined_match.counted_as = 'judged'
)

select
    unclassified_holding.purpose,
    count(*) as holdings,
    count(distinct touched.account_id) as judged_accounts
from unclassified_holding
left join touched on unclassified_holding.account_id = touched.account_id
group by unclassified_holding.purpose
order by holdings desc, unclassified_holding.purpose
