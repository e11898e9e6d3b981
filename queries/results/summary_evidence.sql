-- Title: The judged matches by the evidence that was there for each, and by verdict
-- Grain: one row per evidence and verdict
-- Assumes: rules 1-6 read the log line, 7 and 8 the partner map, 9-13 a list that was kept whole, 14-18 the
--          contact records alone
-- Rules: rules 1-18
with weighed as (
    select
        verdict,
        matches,
        case
            when reason like 'mapped:%' or rule = '8' then 'map'
            when rule in ('1', '1b', '1c', '1d', '2', '3', '3b', '4', '5', '6') then 'log'
            when rule in ('9', '9b', '10', '11', '12', '13') then 'list'
            else 'contacts'
        end as evidence
    from summary_reasons
),

asked (place, evidence) as (
    values
    (1, 'log'),
    (2, 'map'),
    (3, 'list'),
    (4, 'contacts')
),

verdict_asked (place, verdict) as (
    values
    (1, 'confirmed'),
    (2, 'inferred'),
    (3, 'ambiguous'),
    (4, 'undetermined'),
    (5, 'cleared')
)

select
    asked.evidence,
    verdict_asked.verdict,
    cast(coalesce(sum(weighed.matches), 0) as bigint) as matches
from asked
cross join verdict_asked
left join weighed on asked.evidence = weighed.evidence and verdict_asked.verdict = weighed.verdict
group by asked.place, asked.evidence, verdict_asked.place, verdict_asked.verdict
order by asked.place, verdict_asked.place
