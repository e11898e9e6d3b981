-- Title: Accounts, matches and records by state of the United States, where the records say it
-- Grain: one row per state, and one for accounts of the United States whose state is not known
-- Assumes: a state is known where the country of an account is given with it, as in US-CA
-- Rules: data contract (breakdowns, country groups)
select
    case when key = 'US' then 'unknown' else substring(key, 4) end as state,
    affected_accounts,
    possibly_affected_accounts,
    affected_matches,
    possibly_affected_matches,
    records
from breakdown
where dimension = 'country' and split_part(key, '-', 1) = 'US'
order by key = 'US', key
