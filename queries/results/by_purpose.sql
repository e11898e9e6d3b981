-- Title: Accounts, matches and records by purpose
-- Grain: one row per purpose
-- Assumes: an identifier held for several purposes is counted in the row of each
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as purpose,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'counted under each purpose; a match with no identifier held then is in no row' as note
from breakdown
where dimension = 'purpose'
