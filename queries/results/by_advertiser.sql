-- Title: Accounts, matches and records by advertiser
-- Grain: one row per advertiser
-- Assumes: an account matched by several advertisers is counted in the row of each
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as advertiser,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'an account matched by several advertisers is counted in the row of each' as note
from breakdown
where dimension = 'advertiser'
