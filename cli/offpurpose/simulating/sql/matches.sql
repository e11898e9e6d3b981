-- Title: The match log
-- Grain: one row per match that the log still has
with
made as (
    select
        *,
        identifier_of(h) as i
    from attempt($low, $high)
)
select
    m as match_id,
    instant(t) as matched_at,
    u as upload_id,
    account_id(account_of(h)) as account_id,
    case when stale or dice(m, 32) < named_share() then sha256(normal(i)) end as identifier_hash
from made
