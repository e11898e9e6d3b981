-- Title: Accounts of which a holding began or ended in the 48 hours before a use
-- Grain: one row per account
-- Assumes: 48 hours is the longest lag that is tried
-- Rules: section 5 (sensitivity)
with change as (
    select
        account_id,
        valid_from as changed_at
    from contact
    where valid_from is not null

    union all

    select
        account_id,
        valid_to as changed_at
    from contact
    where valid_to is not null
),

use as (
    select
        account_id,
        matched_at as used_at
    from match

    union all

    select
        account_id,
        mapped_at as used_at
    from partner_map
)

select distinct use.account_id
from use
inner join change
    on
        use.account_id = change.account_id
        and use.used_at >= change.changed_at
        and use.used_at < change.changed_at + interval 48 hour
