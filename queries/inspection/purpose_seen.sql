-- Title: The purposes of the contact records, and the class of each
-- Grain: one row per purpose that a contact record or the incident file names
-- Assumes: a purpose that the incident file does not list is unclassified; its name says nothing
-- Rules: section 1 (purpose class), section 5 (unclassified purposes)
with held as (
    select
        purpose,
        count(*) as holdings,
        count(distinct account_id) as accounts
    from contact
    group by purpose
)

select
    coalesce(held.purpose, purpose_class.purpose) as purpose,
    coalesce(purpose_class.class, 'unclassified') as class,
    coalesce(held.holdings, 0) as holdings,
    coalesce(held.accounts, 0) as accounts
from held
full join purpose_class on held.purpose = purpose_class.purpose
order by purpose_class.class is not null, class desc, holdings desc, purpose
