-- Title: The partner maps that are left
-- Grain: one row per partner, version, account and identifier
with
given as (
    select
        *,
        h * 4096 + v as n,
        dice(h * 4096 + v, 66) as says,
        identifier_of(h) as i
    from map_row
    where not is_map_lost(q, v, a)
)
select
    'partner' || q as partner_id,
    partner_user(q, a) as partner_user_id,
    account_id(a) as account_id,
    instant(made_at) as mapped_at,
    -- Some partners number their versions; those of the others are told by their day.
    case when q % 2 = 0 then 'v' || v end as map_version,
    case when says < 0.7 or says >= 0.9 then kind end as kind,
    case
        when befalls(q, 67, keyed_share()) and says < 0.8 then sha256('secret key' || normal(i))
        when says < 0.8 then digest_as_written(n, sha256(normal(i)))
    end as identifier_hash,
    case when befalls(q, 67, keyed_share()) and says < 0.8 then 'key-of-' || q end as key_id
from given
order by q, v, a, h
