-- Title: Rows that name an account and that no index finds, or finds twice
-- Grain: one row, if there are any
-- Assumes: examined matches are found by `verdict_code`, everything else by `account_row`
-- Rules: section 2 (judged), data contract (explain)
-- Fails: rows that name an account are not found by it
with counted as (
    select
        (select count(*) from contact)
        + (select count(*) from account)
        + (select count(*) from partner_map)
        + (select count(*) from match) as named,
        (select count(*) from account_row) + (select count(*) from verdict_code) as indexed
)

select
    named,
    indexed
from counted
where named != indexed
