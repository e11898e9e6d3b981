-- Title: Both account lists in one
-- Grain: one row per account that is affected or possibly affected
-- Assumes: lists of codes are sorted by their bytes and separated by |
-- Rules: section 3, data contract (account lists)
-- Partitioned: by account
with by_upload as (
    select
        account_no,
        upload_no,
        min(matched_at) as first_matched_at,
        max(matched_at) as last_matched_at,
        count(*) as matches,
        -- A set of reasons as the sum of its own powers of two: to gather text a match would take far longer.
        bit_or(cast(1 as hugeint) << reason_no) as reasons,
        list(distinct kind) filter (where kind != '') as kinds
    from counted_match
    group by account_no, upload_no
),

figures as (
    select
        by_upload.account_no,
        bit_or(by_upload.reasons) as reasons,
        flatten(list(by_upload.kinds)) as kinds,
        list(distinct upload_code.system) as systems,
        min(by_upload.first_matched_at) as first_matched_at,
        max(by_upload.last_matched_at) as last_matched_at,
        cast(sum(by_upload.matches) as bigint) as matches,
        count(*) as uploads,
        count(distinct upload_code.advertiser_id) as advertisers,
        count(distinct upload_code.partner_id) as partners
    from by_upload
    inner join upload_code on by_upload.upload_no = upload_code.upload_no
    group by by_upload.account_no
),

reason_set as (
    select
        sets.reasons,
        list(distinct reason_code.reason) as names
    from (select distinct reasons from figures) as sets
    inner join reason_code on (sets.reasons >> reason_code.reason_no) & 1 = 1
    group by sets.reasons
)

select
    account_verdict.account_id,
    cast(account_verdict.verdict as varchar) as verdict,
    array_to_string(
        list_sort(
            list_concat(
                coalesce(reason_set.names, []),
                case
                    when account_verdict.row_rejected and not account_verdict.is_affected
                        then ['row_rejected']
                    else []
                end
            )
        ),
        '|'
    ) as reasons,
    coalesce(
        array_to_string(
            list_sort(list_distinct(string_split(array_to_string(figures.kinds, '|'), '|'))), '|'
        ),
        ''
    ) as kinds,
    coalesce(array_to_string(list_sort(figures.systems), '|'), '') as systems,
    figures.first_matched_at,
    figures.last_matched_at,
    coalesce(figures.matches, 0) as matches,
    coalesce(figures.uploads, 0) as uploads,
    coalesce(figures.advertisers, 0) as advertisers,
    coalesce(figures.partners, 0) as partners,
    account_country.country,
    account_country.country_source,
    account_country.account_status
from account_verdict
left join figures on account_verdict.account_no = figures.account_no
left join reason_set on figures.reasons = reason_set.reasons
inner join account_country on account_verdict.account_no = account_country.account_no
where account_verdict.verdict != 'cleared'
