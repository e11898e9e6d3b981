-- Title: The verdicts with their reason codes, each under a small number
-- Grain: one row per rule, state of the account's contact records, and whether reached through the map
-- Assumes: `reason_no` counts from 0 without a gap
-- Rules: rules 1-18, rule 7 (mapped), incomplete accounts
with reached (through_map, prefix) as (
    values
    (false, ''),
    (true, 'mapped:')
)

select
    cast(
        row_number() over (
            order by rule.position, rule.contacts_incomplete, reached.through_map
        ) - 1 as utinyint
    ) as reason_no,
    rule.rule,
    rule.contacts_incomplete,
    reached.through_map,
    rule.verdict,
    reached.prefix || rule.reason as reason
from rule
cross join reached
