-- Title: The records concerned, by each thing that they are counted by
-- Grain: one row per use of a record, dimension and key
-- Assumes: a record used through two systems is in rows of both
-- Rules: section 3 (records concerned), data contract (breakdowns)
-- Stored: no
select
    'system' as dimension,
    upload_code.system as key,
    record_concerned.record_no
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no

union all

select
    'advertiser' as dimension,
    coalesce(upload_code.advertiser_id, 'unknown') as key,
    record_concerned.record_no
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no

union all

select
    'month' as dimension,
    strftime(matched_at, '%Y-%m') as key,
    record_no
from record_concerned

union all

select
    'reason' as dimension,
    reason_code.reason as key,
    record_concerned.record_no
from record_concerned
inner join reason_code on record_concerned.reason_no = reason_code.reason_no

union all

select
    'kind' as dimension,
    kind as key,
    record_no
from record_concerned

union all

select
    'country' as dimension,
    coalesce(account_country.country, 'unknown') as key,
    record_concerned.record_no
from record_concerned
inner join account_country on record_concerned.account_id = account_country.account_id

union all

select
    'purpose' as dimension,
    holding.purpose as key,
    record_concerned.record_no
from record_concerned
inner join holding
    on
        record_concerned.account_id = holding.account_id
        and record_concerned.digest = holding.digest
        and record_concerned.kind = holding.kind
        and record_concerned.used_at >= holding.valid_from
        and record_concerned.used_at < holding.valid_to

union all

select
    'partner' as dimension,
    upload_code.partner_id as key,
    record_concerned.record_no
from record_concerned
inner join upload_code on record_concerned.upload_no = upload_code.upload_no
where upload_code.partner_id is not null
