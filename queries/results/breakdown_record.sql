-- Title: The records concerned, by each thing that they are counted by
-- Grain: one row per dimension and key
-- Assumes: a record used through two systems is counted under both
-- Rules: section 3 (records concerned), data contract (breakdowns)
-- Stored: no
with by_month as (
    select
        date_trunc('month', matched_at) as month,
        count(distinct record_no) as records
    from record_concerned
    group by month
)

select
    'system' as dimension,
    upload_code.system as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no
group by upload_code.system

union all

select
    'advertiser' as dimension,
    coalesce(upload_code.advertiser_id, 'unknown') as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no
group by key

union all

select
    'month' as dimension,
    strftime(month, '%Y-%m') as key,
    records
from by_month

union all

select
    'reason' as dimension,
    reason_code.reason as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join reason_code on record_concerned.reason_no = reason_code.reason_no
group by reason_code.reason

union all

select
    'kind' as dimension,
    kind as key,
    count(distinct record_no) as records
from record_concerned
group by kind

union all

select
    'country' as dimension,
    coalesce(account_country.country, 'unknown') as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join account_country on record_concerned.account_id = account_country.account_id
group by key

union all

select
    'purpose' as dimension,
    holding.purpose as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join holding
    on
        record_concerned.account_id = holding.account_id
        and record_concerned.digest = holding.digest
        and record_concerned.kind = holding.kind
        and record_concerned.used_at >= holding.valid_from
        and record_concerned.used_at < holding.valid_to
group by holding.purpose

union all

select
    'partner' as dimension,
    upload_code.partner_id as key,
    count(distinct record_concerned.record_no) as records
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no
where upload_code.partner_id is not null
group by upload_code.partner_id
