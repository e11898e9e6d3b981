-- Title: Every use of an identifier that needs judging: log lines and partner map rows
-- Grain: one row per examined match and per partner map row
-- Assumes: `names` says what the evidence names: an identifier, one that cannot be read, a digest whose
--          key is missing, another kind of thing, a partner's user id, or nothing
-- Rules: rules 1-6, rule 7 (map rows are judged by themselves), keyed digests
-- Stored: no
-- Partitioned: by account
with evidence as (
    select
        'match' as found_in,
        source_row,
        match_id,
        account_id,
        upload_id,
        counted_as,
        matched_at as used_at,
        ended_at,
        kind,
        digest,
        identifier_state,
        system,
        partner_id,
        partner_user_id,
        false as key_missing
    from examined_match
    where needs_verdict

    union all

    select
        'partner_map' as found_in,
        partner_map.source_row,
        null as match_id,
        partner_map.account_id,
        null as upload_id,
        null as counted_as,
        partner_map.mapped_at as used_at,
        null as ended_at,
        partner_map.kind,
        partner_map.digest,
        partner_map.identifier_state,
        'unknown' as system,
        null as partner_id,
        null as partner_user_id,
        partner_map.given_as_digest
        and partner_map.key_id is not null
        and key_at_hand.key_id is null as key_missing
    from partner_map
    left join key_at_hand on partner_map.key_id = key_at_hand.key_id
)

select
    evidence.* exclude (identifier_state, key_missing),
    case
        when evidence.kind not in ('email', 'phone') and evidence.partner_user_id is not null
            then 'partner_user_id'
        when other_kind.kind is not null then 'other_kind'
        when evidence.kind not in ('email', 'phone') then 'unknown_kind'
        when evidence.identifier_state = 'unmatchable' then 'unreadable'
        when evidence.identifier_state = 'digest' and evidence.key_missing then 'keyed'
        when evidence.identifier_state = 'digest' then 'identifier'
        when evidence.partner_user_id is not null then 'partner_user_id'
        else 'nothing'
    end as names
from evidence
left join other_kind on evidence.kind = other_kind.kind
