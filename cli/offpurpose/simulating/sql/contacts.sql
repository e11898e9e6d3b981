-- Title: The contact records
-- Grain: one row per holder and purpose
with
holder as (
    select
        range as h,
        identifier_of(range) as i,
        held_from(range) as f,
        held_to(range) as t
    from range($low, $high)
),
told as (
    select
        *,
        kind_of(i) as kind,
        country_of(i) as country,
        case when kind_of(i) = 'phone' then national_number(i) else address(i) end as own
    from holder
),
written as (
    select
        *,
        case kind
            when 'phone' then phone_as_written(
                h, (calling_codes())[country], own, (regions())[country], (trunk_prefixes())[country]
            )
            else address_as_written(h, own)
        end as identifier
    from told
),
held as (
    select
        *,
        unnest(purposes(h, f, t, turning_point(h))) as span
    from written
)
select
    account_id(account_of(h)) as account_id,
    kind,
    identifier,
    span.purpose as purpose,
    instant(span.since) as valid_from,
    case when span.until < for_good() then instant(span.until) end as valid_to,
    (regions())[country] as region
from held
where span.until > span.since
