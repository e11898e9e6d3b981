-- Title: Whether a partner's user is tied to an account through an identifier held for security alone
-- Grain: one row per partner, version and account that the map ties to one of its users
select
    q,
    v,
    a,
    bool_or(security_only) as security_only,
    string_agg(distinct kind, '|' order by kind) as kinds
from map_row
group by q, v, a
