-- Title: The accounts on the lists, by each thing that their matches are counted by
-- Grain: one row per listed account, dimension and key, with its matches; a match of two kinds is under both
-- Assumes: what is not known has the key `unknown`
-- Rules: data contract (breakdowns)
-- Stored: no
with by_upload as (
    select
        account_no,
        is_affected,
        upload_no,
        count(*) as matches
    from counted_match
    group by account_no, is_affected, upload_no
),

by_reason as (
    select
        account_no,
        is_affected,
        reason_no,
        count(*) as matches
    from counted_match
    group by account_no, is_affected, reason_no
),

by_month as (
    select
        account_no,
        is_affected,
        date_trunc('month', matched_at) as month,
        count(*) as matches
    from counted_match
    group by account_no, is_affected, month
),

by_kinds as (
    select
        account_no,
        is_affected,
        kind,
        count(*) as matches
    from counted_match
    group by account_no, is_affected, kind
),

by_kind as (
    select
        account_no,
        is_affected,
        matches,
        unnest(list_distinct(string_split(coalesce(nullif(kind, ''), 'unknown'), '|'))) as kind
    from by_kinds
),

by_account as (
    select
        account_no,
        is_affected,
        sum(matches) as matches
    from by_upload
    group by account_no, is_affected
)

select
    'system' as dimension,
    upload_code.system as key,
    by_upload.account_no,
    by_upload.is_affected,
    sum(by_upload.matches) as matches
from by_upload
inner join upload_code on by_upload.upload_no = upload_code.upload_no
group by upload_code.system, by_upload.account_no, by_upload.is_affected

union all

select
    'advertiser' as dimension,
    coalesce(upload_code.advertiser_id, 'unknown') as key,
    by_upload.account_no,
    by_upload.is_affected,
    sum(by_upload.matches) as matches
from by_upload
inner join upload_code on by_upload.upload_no = upload_code.upload_no
group by key, by_upload.account_no, by_upload.is_affected

union all

select
    'month' as dimension,
    strftime(month, '%Y-%m') as key,
    account_no,
    is_affected,
    matches
from by_month

union all

select
    'reason' as dimension,
    reason_code.reason as key,
    by_reason.account_no,
    by_reason.is_affected,
    sum(by_reason.matches) as matches
from by_reason
inner join reason_code on by_reason.reason_no = reason_code.reason_no
group by reason_code.reason, by_reason.account_no, by_reason.is_affected

union all

select
    'kind' as dimension,
    kind as key,
    account_no,
    is_affected,
    sum(matches) as matches
from by_kind
group by kind, account_no, is_affected

union all

select
    'country' as dimension,
    coalesce(account_country.country, 'unknown') as key,
    by_account.account_no,
    by_account.is_affected,
    by_account.matches
from by_account
inner join account_country on by_account.account_no = account_country.account_no

union all

select
    'purpose' as dimension,
    purpose_at_issue.purpose as key,
    counted_match.account_no,
    counted_match.is_affected,
    count(*) as matches
from purpose_at_issue
inner join counted_match on purpose_at_issue.source_row = counted_match.source_row
group by purpose_at_issue.purpose, counted_match.account_no, counted_match.is_affected

union all

select
    'partner' as dimension,
    upload_code.partner_id as key,
    by_upload.account_no,
    by_upload.is_affected,
    sum(by_upload.matches) as matches
from by_upload
inner join upload_code on by_upload.upload_no = upload_code.upload_no
where upload_code.partner_id is not null
group by upload_code.partner_id, by_upload.account_no, by_upload.is_affected
