-- Title: What really happened in every match
-- Grain: one row per match, also where the log has lost it
with
used as (
    select
        *,
        turning_point(h) as turn,
        -- The ad system acted on the nearest instant at which the account held the identifier.
        least(greatest(t, f), until - 1) as as_of
    from attempt($low, $high)
),
judged as (
    select
        *,
        as_of >= alone_from(h, f, until, turn) and as_of < alone_to(h, f, until, turn)
            as security_only
    from used
)
select
    m as match_id,
    account_id(account_of(h)) as account_id,
    u as upload_id,
    instant(t) as matched_at,
    kind_of(identifier_of(h)) as kind,
    security_only,
    t >= window_start() and t < window_end() as in_window,
    security_only and t >= window_start() and t < window_end() as affected,
    'logged' as evidence
from judged
