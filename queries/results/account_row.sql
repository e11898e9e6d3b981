-- Title: Where the rows stand that name an account, by account: an index of the tables in other orders
-- Grain: one row per accepted contact, account and map row, and match that is not examined
-- Assumes: `verdict_code` stands by account already, and says where the examined matches are
-- Rules: section 2 (judged), data contract (explain)
-- Stored: in order
with named as (
    select
        account_id,
        source_row
    from contact

    union all

    select
        account_id,
        source_row
    from account

    union all

    select
        account_id,
        source_row
    from partner_map

    union all

    select
        account_id,
        source_row
    from examined_match
    where not needs_verdict
)

select
    account_id,
    source_row
from named
order by account_id
