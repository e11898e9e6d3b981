-- Title: Accounts, matches and records by reason
-- Grain: one row per reason
-- Assumes: an account with several reasons is counted in the row of each
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as reason,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'an account with several reasons is counted in the row of each' as note
from breakdown
where dimension = 'reason'
