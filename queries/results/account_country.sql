-- Title: The country of each account on a list, and where that is known from
-- Grain: one row per account that is affected or possibly affected
-- Assumes: two countries for one account are none
-- Rules: data contract (country of an account)
-- Partitioned: by account
with listed as (
    select
        account_id,
        account_no
    from account_verdict
    where verdict != 'cleared'
),

phone_holding as (
    select
        contact.account_id,
        contact.digest,
        contact.phone_region,
        coalesce(purpose_class.class = 'security', false) as for_security
    from contact
    semi join listed on contact.account_id = listed.account_id
    left join purpose_class on contact.purpose = purpose_class.purpose
    where contact.kind = 'phone' and not contact.unmatchable
),

security_phone as (
    select
        account_id,
        digest,
        min(phone_region) as first_country,
        max(phone_region) as last_country
    from phone_holding
    group by account_id, digest
    having bool_and(for_security)
),

by_phone as (
    select
        account_id,
        min(first_country) as country
    from security_phone
    group by account_id
    having min(first_country) = max(last_country)
)

select
    listed.account_id,
    listed.account_no,
    coalesce(account.country, by_phone.country) as country,
    case
        when account.country is not null then 'account'
        when by_phone.country is not null then 'phone'
        else 'unknown'
    end as country_source,
    account.status as account_status
from listed
left join account on listed.account_id = account.account_id
left join by_phone on listed.account_id = by_phone.account_id
