-- Title: The uses of an identifier behind each match of one account: the log line, or rows of the map
-- Grain: one row per match with a verdict, and map row in force for it (else the log line itself)
-- Assumes: as `explained_match`; `decides` tells the map rows whose verdict stands from the weaker ones
-- Rules: rules 1-18, rule 7 (each map row is judged at its own instant)
with map_row as (
    select
        map_row_verdict.source_row,
        map_row_verdict.used_at,
        map_row_verdict.strength,
        cast(map_row_verdict.rule as varchar) as rule,
        cast(rule.verdict as varchar) as verdict,
        rule.reason
    from map_row_verdict
    inner join rule on map_row_verdict.rule = rule.rule
    where rule.contacts_incomplete = exists (select account_id from incomplete_account)
)

select
    source_row,
    source_row as evidence_row,
    matched_at as used_at,
    upload_id,
    system,
    logged_kind as kind,
    case when identifier_state = 'digest' then digest end as digest,
    rule,
    verdict,
    reason,
    rests_on,
    true as decides,
    false as through_map
from explained_match
where verdict is not null and map_instant is null

union all

select
    explained_match.source_row,
    map_row.source_row as evidence_row,
    map_row.used_at,
    null as upload_id,
    'unknown' as system,
    partner_map.kind,
    case when partner_map.identifier_state = 'digest' then partner_map.digest end as digest,
    map_row.rule,
    map_row.verdict,
    map_row.reason,
    case
        when map_row.rule in ('1', '1b', '1c', '1d') then 'kind'
        when map_row.rule in ('2', '3', '3b', '4', '5', '6') then 'identifier'
        else 'holdings'
    end as rests_on,
    map_row.strength = explained_match.strength as decides,
    true as through_map
from explained_match
inner join map_in_force
    on
        explained_match.partner_id = map_in_force.partner_id
        and explained_match.partner_user_id = map_in_force.partner_user_id
        and explained_match.account_id = map_in_force.account_id
        and explained_match.map_instant = map_in_force.in_force_from
inner join map_row on map_in_force.map_row = map_row.source_row
inner join partner_map on map_row.source_row = partner_map.source_row
