-- Title: The match log
-- Grain: one row per line that the log still has; a line that was retried is there twice
with
line as (
    select
        *,
        identifier_of(h) as i,
        evidence_of(m, u, t) as evidence,
        not by_map and not by_device and is_named(m, stale) as named,
        unnest(case when befalls(m, 57, retried_share()) then [1, 2] else [1] end) as copy
    from attempt($low, $high)
),
written as (
    select
        *,
        kind_of(i) as kind,
        case when named or evidence = 'rejected' then sha256(normal(i)) end as digest
    from line
    where evidence <> 'lost'
)
select
    m as match_id,
    instant(t) as matched_at,
    u as upload_id,
    case when evidence <> 'names_no_account' then account_id(a) end as account_id,
    case
        when by_map then null
        when says_other_kind(m) then 'fingerprint'
        when by_device and befalls(m, 58, kind_share()) then 'device_id'
        when by_device then null
        when befalls(m, 58, kind_share()) then kind
    end as kind,
    case when says_nonsense(m) and not by_map and not by_device then 'n/a' end as identifier,
    case
        when evidence = 'rejected' then digest[:20]
        when says_nonsense(m) or says_other_kind(m) then null
        else digest_as_written(m, digest)
    end as identifier_hash,
    case when by_map then partner_user(q, a) end as partner_user_id,
    case when dice(m, 59) < 0.8 then instant(t + days(1) + pick(m, 34, days(60))) end as ended_at
from written
