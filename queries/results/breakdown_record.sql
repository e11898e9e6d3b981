-- Title: The records concerned, by each thing that they are counted by
-- Grain: one row per dimension, key, account, kind and digest
-- Assumes: a record used through two systems is in two rows of system
-- Rules: section 3 (records concerned), data contract (breakdowns)
-- Stored: no
select distinct
    'system' as dimension,
    system as key,
    account_id,
    kind,
    digest
from record_concerned

union all

select distinct
    'advertiser' as dimension,
    coalesce(upload.advertiser_id, 'unknown') as key,
    record_concerned.account_id,
    record_concerned.kind,
    record_concerned.digest
from record_concerned
left join upload on record_concerned.upload_id = upload.upload_id

union all

select distinct
    'month' as dimension,
    strftime(matched_at, '%Y-%m') as key,
    account_id,
    kind,
    digest
from record_concerned

union all

select distinct
    'reason' as dimension,
    reason as key,
    account_id,
    kind,
    digest
from record_concerned

union all

select distinct
    'kind' as dimension,
    kind as key,
    account_id,
    kind,
    digest
from record_concerned

union all

select distinct
    'country' as dimension,
    coalesce(account_country.country, 'unknown') as key,
    record_concerned.account_id,
    record_concerned.kind,
    record_concerned.digest
from record_concerned
inner join account_country on record_concerned.account_id = account_country.account_id

union all

select distinct
    'purpose' as dimension,
    holding.purpose as key,
    record_concerned.account_id,
    record_concerned.kind,
    record_concerned.digest
from record_concerned
inner join holding
    on
        record_concerned.account_id = holding.account_id
        and record_concerned.digest = holding.digest
        and record_concerned.kind = holding.kind
        and record_concerned.used_at >= holding.valid_from
        and record_concerned.used_at < holding.valid_to
