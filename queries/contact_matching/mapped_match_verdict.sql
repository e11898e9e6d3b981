-- Title: The rule that decides each match that names a partner's user id
-- Grain: one row per such match
-- Assumes: the map is that of the upload's partner, as it stood at the match
-- Rules: rules 7 and 8
-- Stored: no
-- Partitioned: by account
select
    identifier_use.source_row,
    identifier_use.match_id,
    identifier_use.account_id,
    identifier_use.upload_id,
    identifier_use.counted_as,
    identifier_use.used_at,
    identifier_use.ended_at,
    coalesce(identifier_use.kind, map_verdict.kinds) as kinds,
    coalesce(map_verdict.rule, '8') as rule,
    map_verdict.rule is not null as through_map,
    map_verdict.in_force_from as map_instant
from identifier_use
left join map_verdict
    on
        identifier_use.partner_id = map_verdict.partner_id
        and identifier_use.partner_user_id = map_verdict.partner_user_id
        and identifier_use.account_id = map_verdict.account_id
        and identifier_use.used_at >= map_verdict.in_force_from
        and identifier_use.used_at < map_verdict.in_force_until
where identifier_use.names = 'partner_user_id' and identifier_use.partner_user_id is not null
