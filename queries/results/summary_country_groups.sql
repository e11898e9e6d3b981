-- Title: Accounts, matches and records by the groups of countries that authorities ask about
-- Grain: one row per group: the EU, the EEA (which has the EU in it), the UK, Switzerland, the US,
--        elsewhere, unknown
-- Assumes: a country may be followed by a subdivision, as in US-CA
-- Rules: data contract (breakdowns, country groups)
with grouped as (
    select
        coalesce(country_group.country_group, 'elsewhere') as country_group,
        breakdown.affected_accounts,
        breakdown.possibly_affected_accounts,
        breakdown.affected_matches,
        breakdown.possibly_affected_matches,
        breakdown.records
    from breakdown
    left join country_group on split_part(breakdown.key, '-', 1) = country_group.country
    where breakdown.dimension = 'country'
),

asked (place, country_group) as (
    values
    (1, 'eu'),
    (2, 'eea'),
    (3, 'uk'),
    (4, 'switzerland'),
    (5, 'us'),
    (6, 'elsewhere'),
    (7, 'unknown')
)

select
    asked.country_group,
    cast(coalesce(sum(grouped.affected_accounts), 0) as bigint) as affected_accounts,
    cast(coalesce(sum(grouped.possibly_affected_accounts), 0) as bigint) as possibly_affected_accounts,
    cast(coalesce(sum(grouped.affected_matches), 0) as bigint) as affected_matches,
    cast(coalesce(sum(grouped.possibly_affected_matches), 0) as bigint) as possibly_affected_matches,
    cast(coalesce(sum(grouped.records), 0) as bigint) as records
from asked
left join grouped on asked.country_group = grouped.country_group
group by asked.place, asked.country_group
order by asked.place
