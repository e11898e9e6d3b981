-- Title: The matches behind the lists, by each thing that they are counted by
-- Grain: one row per listed match, dimension and key; a match of two kinds has two rows of kind
-- Assumes: what is not known has the key `unknown`
-- Rules: data contract (breakdowns)
-- Stored: no
select
    'system' as dimension,
    system as key,
    account_no,
    is_affected
from counted_match

union all

select
    'advertiser' as dimension,
    coalesce(advertiser_id, 'unknown') as key,
    account_no,
    is_affected
from counted_match

union all

select
    'month' as dimension,
    strftime(matched_at, '%Y-%m') as key,
    account_no,
    is_affected
from counted_match

union all

select
    'reason' as dimension,
    reason as key,
    account_no,
    is_affected
from counted_match

union all

select
    'kind' as dimension,
    unnest(list_distinct(string_split(coalesce(nullif(kind, ''), 'unknown'), '|'))) as key,
    account_no,
    is_affected
from counted_match

union all

select
    'country' as dimension,
    coalesce(account_country.country, 'unknown') as key,
    counted_match.account_no,
    counted_match.is_affected
from counted_match
inner join account_country on counted_match.account_no = account_country.account_no

union all

select
    'purpose' as dimension,
    purpose_at_issue.purpose as key,
    counted_match.account_no,
    counted_match.is_affected
from purpose_at_issue
inner join counted_match on purpose_at_issue.source_row = counted_match.source_row

union all

select
    'partner' as dimension,
    partner_id as key,
    account_no,
    is_affected
from counted_match
where partner_id is not null
