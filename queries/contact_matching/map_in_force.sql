-- Title: Which partner map rows are in force, and when
-- Grain: one row per partner, partner user id, account, span between two map instants, and map row
-- Assumes: rows without a map version form versions by UTC day
-- Rules: rule 7 (the map of partner, user id and account at t)
-- Partitioned: by account
with versioned as (
    select
        source_row,
        partner_id,
        partner_user_id,
        account_id,
        mapped_at,
        coalesce('version ' || map_version, 'day ' || cast(cast(mapped_at as date) as varchar)) as version
    from partner_map
),

instant as (
    select distinct
        partner_id,
        partner_user_id,
        account_id,
        mapped_at
    from versioned
),

span as (
    select
        *,
        coalesce(
            lead(mapped_at) over (
                partition by partner_id, partner_user_id, account_id
                order by mapped_at
            ),
            timestamp '9999-12-31 23:59:59.999999'
        ) as in_force_until
    from instant
),

-- Two versions at the greatest instant count together.
version_in_force as (
    select distinct
        span.partner_id,
        span.partner_user_id,
        span.account_id,
        span.mapped_at as in_force_from,
        span.in_force_until,
        versioned.version
    from span
    inner join versioned
        on
            span.partner_id = versioned.partner_id
            and span.partner_user_id = versioned.partner_user_id
            and span.account_id = versioned.account_id
            and span.mapped_at = versioned.mapped_at
)

select
    version_in_force.partner_id,
    version_in_force.partner_user_id,
    version_in_force.account_id,
    version_in_force.in_force_from,
    version_in_force.in_force_until,
    versioned.source_row as map_row
from version_in_force
inner join versioned
    on
        version_in_force.partner_id = versioned.partner_id
        and version_in_force.partner_user_id = versioned.partner_user_id
        and version_in_force.account_id = versioned.account_id
        and version_in_force.version = versioned.version
        and version_in_force.in_force_from >= versioned.mapped_at
