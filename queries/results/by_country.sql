-- Title: Accounts, matches and records by country
-- Grain: one row per country
-- Assumes: an account has one country
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as country,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'accounts that only unreadable log lines name are counted without matches' as note
from breakdown
where dimension = 'country'
