-- Title: The accounts
-- Grain: one row per account
select
    account_id(range) as account_id,
    case
        when dice(range, 75) < 0.9 then (regions())[country_of(identifier_of(first_holder(range)))]
    end as country,
    status_of(range) as status
from range($low, $high)
