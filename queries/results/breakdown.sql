-- Title: Accounts, matches and records by each thing that they are counted by
-- Grain: one row per dimension and key
-- Assumes: an account, match or record that has two keys of a dimension is counted under both
-- Rules: data contract (breakdowns), section 3 (row_rejected)
with from_matches as (
    select
        dimension,
        key,
        count(*) filter (where is_affected) as affected_accounts,
        count(*) filter (where not is_affected) as possibly_affected_accounts,
        coalesce(sum(matches) filter (where is_affected), 0) as affected_matches,
        coalesce(sum(matches) filter (where not is_affected), 0) as possibly_affected_matches
    from breakdown_account
    group by dimension, key
),

-- Accounts that only a line that cannot be read names have a country and a reason, and no match.
from_unread as (
    select
        'reason' as dimension,
        'row_rejected' as key,
        count(*) as accounts
    from account_verdict
    where row_rejected and not is_affected
    having count(*) > 0

    union all

    select
        'country' as dimension,
        coalesce(account_country.country, 'unknown') as key,
        count(*) as accounts
    from account_country
    anti join counted_match on account_country.account_no = counted_match.account_no
    group by key
),

combined as (
    select
        dimension,
        key,
        affected_accounts,
        possibly_affected_accounts,
        affected_matches,
        possibly_affected_matches,
        0 as records
    from from_matches

    union all

    select
        dimension,
        key,
        0 as affected_accounts,
        accounts as possibly_affected_accounts,
        0 as affected_matches,
        0 as possibly_affected_matches,
        0 as records
    from from_unread

    union all

    select
        dimension,
        key,
        0 as affected_accounts,
        0 as possibly_affected_accounts,
        0 as affected_matches,
        0 as possibly_affected_matches,
        records
    from breakdown_record
)

select
    dimension,
    key,
    cast(sum(affected_accounts) as bigint) as affected_accounts,
    cast(sum(possibly_affected_accounts) as bigint) as possibly_affected_accounts,
    cast(sum(affected_matches) as bigint) as affected_matches,
    cast(sum(possibly_affected_matches) as bigint) as possibly_affected_matches,
    cast(sum(records) as bigint) as records
from combined
group by dimension, key
