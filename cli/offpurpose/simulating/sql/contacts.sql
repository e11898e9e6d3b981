-- Title: The contact records
-- Grain: one row per holder and purpose, and a few that are unmatchable
with
holder as (
    select
        range as h,
        account_of(range) as a,
        identifier_of(range) as i,
        held_from(range) as f
    from range($low, $high)
    where not is_purged(account_of(range))
),
told as (
    select
        *,
        held_until(h, f) as t,
        kind_of(i) as kind,
        country_of(i) as country,
        befalls(h, 70, digested_share()) as digested,
        case when kind_of(i) = 'phone' then national_number(i) else address(i) end as own
    from holder
),
written as (
    select
        *,
        case
            when digested then null
            when kind = 'phone' then phone_as_written(h, country, own)
            else address_as_written(h, own)
        end as identifier,
        case when digested then digest_as_written(h, sha256(normal(i))) end as identifier_hash
    from told
),
held as (
    select
        *,
        unnest(purposes(h, f, t, turning_point(h, f))) as span
    from written
),
kept as (
    select
        *,
        (span.purpose in ('profile', 'marketing'))::bigint as is_permitted
    from held
    where span.until > span.since
)
select
    account_id(a) as account_id,
    -- A kind that is none: the row is rejected, and the account's holdings are not all known.
    case when befalls(h * 2 + is_permitted, 71, unread_share()) then '?' else kind end as kind,
    identifier,
    identifier_hash,
    span.purpose as purpose,
    -- None says: since before all records.
    case
        when span.since > window_start() - days(365) or not befalls(h, 72, undated_share())
            then instant(span.since)
    end as valid_from,
    case when span.until < for_good() then instant(span.until) end as valid_to,
    (regions())[country] as region
from kept
union all
select
    account_id(a) as account_id,
    kind,
    'n/a' as identifier,
    null as identifier_hash,
    'two_factor' as purpose,
    null as valid_from,
    null as valid_to,
    null as region
from told
where befalls(h, 73, unread_share())
