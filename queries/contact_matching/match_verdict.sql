-- Title: The rule that decides every examined match, and so its verdict
-- Grain: one row per match that is judged, that lies after the window, or within a day before it
-- Assumes: a match is decided by exactly one of: what it names, the partner map, what can explain it
--          `span_no` is the span of `held_span` that decides, where it is at issue and one digest says all
-- Rules: rules 1-18, incomplete accounts, section 5 (containment, edges)
-- Stored: no
-- Partitioned: by account
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
        span_no,
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
        null as span_no,
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
        null as span_no,
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
    decided.span_no,
    decided.rule,
    incomplete_account.account_id is not null as contacts_incomplete,
    decided.through_map,
    decided.map_instant
from decided
left join incomplete_account on decided.account_id = incomplete_account.account_id
