-- Title: Accounts, matches and records by kind
-- Grain: one row per kind
-- Assumes: a match that rests on identifiers of both kinds is counted in the row of each
-- Rules: data contract (breakdowns)
-- Stored: no
select
    key as kind,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records,
    'a match that rests on identifiers of both kinds is counted in the row of each' as note
from breakdown
where dimension = 'kind'
