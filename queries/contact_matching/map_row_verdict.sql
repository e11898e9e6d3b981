-- Title: The verdict of each partner map row, at the instant at which it was made
-- Grain: one row per accepted partner map row
-- Assumes: a map row is itself evidence that its identifier was used
-- Rules: rule 7 (each row is judged at its own mapped_at)
-- Partitioned: by account
with decided as (
    select
        source_row,
        account_id,
        used_at,
        kinds,
        rule,
        span_no
    from named_use_verdict
    where found_in = 'partner_map'

    union all

    select
        source_row,
        account_id,
        used_at,
        kinds,
        rule,
        null as span_no
    from unnamed_use_verdict
    where found_in = 'partner_map'
)

select
    decided.source_row,
    decided.account_id,
    decided.used_at,
    decided.kinds,
    decided.span_no,
    rule.rule,
    rule.position,
    rule.strength,
    rule.verdict
from decided
left join incomplete_account on decided.account_id = incomplete_account.account_id
inner join rule
    on
        decided.rule = rule.rule
        and rule.contacts_incomplete = (incomplete_account.account_id is not null)
