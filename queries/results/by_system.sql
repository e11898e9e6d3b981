-- Title: Accounts, matches and records by system
-- Grain: one row per system
-- Assumes: an account matched through several systems is counted in the row of each
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as system,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'an account matched through several systems is counted in the row of each' as note
from breakdown
where dimension = 'system'
