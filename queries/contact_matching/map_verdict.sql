-- Title: What the partner map in force says of a partner's user id and an account
-- Grain: one row per partner, partner user id, account and span between two map instants
-- Assumes: the strongest verdict stands, with the lowest-numbered of its reasons
-- Rules: rule 7
-- Partitioned: by account
with row_in_force as (
    select
        map_in_force.partner_id,
        map_in_force.partner_user_id,
        map_in_force.account_id,
        map_in_force.in_force_from,
        map_in_force.in_force_until,
        map_row_verdict.kinds,
        map_row_verdict.rule,
        map_row_verdict.position,
        map_row_verdict.strength,
        max(map_row_verdict.strength) over (
            partition by
                map_in_force.partner_id,
                map_in_force.partner_user_id,
                map_in_force.account_id,
                map_in_force.in_force_from
        ) as strongest
    from map_in_force
    inner join map_row_verdict on map_in_force.map_row = map_row_verdict.source_row
)

select
    partner_id,
    partner_user_id,
    account_id,
    in_force_from,
    in_force_until,
    strongest,
    arg_min(rule, position) as rule,
    array_to_string(
        list_sort(list_distinct(flatten(list(string_split(kinds, '|')) filter (where kinds is not null)))),
        '|'
    ) as kinds
from row_in_force
where strength = strongest
group by partner_id, partner_user_id, account_id, in_force_from, in_force_until, strongest
