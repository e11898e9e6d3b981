-- Title: The verdict of every examined match
-- Grain: one row per match that is judged, that lies after the window, or within a day before it
-- Assumes: a match is decided by exactly one of: what it names, the partner map, what can explain it
-- Rules: rules 1-18, incomplete accounts, section 5 (containment, edges)
with decided as (
    select
        source_row,
        match_id,
        account_id,
        upload_id,
        counted_as,
        used_at,
        ended_at,
        kinds,
        rule,
        digest,
        class_since,
        false as through_map,
        cast(null as timestamp) as map_instant
    from named_use_verdict
    where found_in = 'match'

    union all

    select
        source_row,
        match_id,
        account_id,
        upload_id,
        counted_as,
        used_at,
        ended_at,
        kinds,
        rule,
        null as digest,
        null as class_since,
        false as through_map,
        null as map_instant
    from unnamed_use_verdict
    where found_in = 'match'

    union all

    select
        source_row,
        match_id,
        account_id,
        upload_id,
        counted_as,
        used_at,
        ended_at,
        kinds,
        rule,
        null as digest,
        null as class_since,
        through_map,
        map_instant
    from mapped_match_verdict
)

select
    decided.source_row,
    decided.match_id,
    decided.account_id,
    decided.upload_id,
    decided.used_at as matched_at,
    decided.ended_at,
    decided.counted_as,
    coalesce(decided.kinds, '') as kind,
    decided.digest,
    decided.class_since,
    rule.rule,
    rule.contacts_incomplete,
    decided.through_map,
    decided.map_instant,
    rule.strength,
    rule.verdict
from decided
left join incomplete_account on decided.account_id = incomplete_account.account_id
inner join rule
    on
        decided.rule = rule.rule
        and rule.contacts_incomplete = (incomplete_account.account_id is not null)
