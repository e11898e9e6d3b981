-- Title: Accounts, matches and records by month
-- Grain: one row per month
-- Assumes: months are UTC
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as month,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'months are UTC; an account matched in several months is counted in the row of each' as note
from breakdown
where dimension = 'month'
