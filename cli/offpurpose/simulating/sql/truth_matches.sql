-- Title: What really happened in every match
-- Grain: one row per match, also where the log has lost it
with
used as (
    select
        *,
        turning_point(h, f) as turn,
        -- A late ad system acted on the nearest instant at which the account held the identifier.
        least(greatest(t, f), until - 1) as as_of,
        system_of(u) as system
    from attempt($low, $high)
),
judged as (
    select
        *,
        case
            when by_device then false
            when by_map then mapped_security_only
            else as_of >= alone_from(h, f, until, turn) and as_of < alone_to(h, f, until, turn)
        end as security_only,
        system <> 'web' as in_scope,
        t >= window_start() and t < window_end() as in_window
    from used
)
select
    m as match_id,
    account_id(a) as account_id,
    u as upload_id,
    instant(t) as matched_at,
    system,
    case
        when by_device then 'device_id'
        when by_map then mapped_kinds
        else kind_of(identifier_of(h))
    end as through,
    security_only,
    in_scope,
    in_window,
    security_only and in_scope and in_window as affected,
    evidence_of(m, u, t) as evidence
from judged
