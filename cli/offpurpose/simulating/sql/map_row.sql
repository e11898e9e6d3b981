-- Title: What the maps really had of the users that were matched through one
-- Grain: one row per partner, version, account and identifier
with
used as (
    select distinct
        q,
        map_version(q, t) as v,
        a
    from meeting(0, attempts())
    where by_map
),
member as (
    select
        *,
        unnest(range(first_holder(a), first_holder(a + 1))) as h,
        map_time(q, v) as made_at
    from used
),
known as (
    select
        *,
        held_from(h) as f
    from member
    where is_known_to(h, q)
),
dated as (
    select
        *,
        held_until(h, f) as until,
        turning_point(h, f) as turn
    from known
)
select
    q,
    v,
    a,
    h,
    made_at,
    kind_of(identifier_of(h)) as kind,
    made_at >= alone_from(h, f, until, turn) and made_at < alone_to(h, f, until, turn) as security_only
from dated
where made_at >= f and made_at < until
