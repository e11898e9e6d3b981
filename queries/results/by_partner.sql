-- Title: Accounts, matches and records by partner
-- Grain: one row per partner
-- Assumes: an account matched through several partners is counted in the row of each, and a match whose
--          upload names no partner in none
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as partner,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'counted under each partner; a match whose upload names no partner is in no row' as note
from breakdown
where dimension = 'partner'
