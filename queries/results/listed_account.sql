-- Title: Both account lists in one
-- Grain: one row per account that is affected or possibly affected
-- Assumes: lists of codes are sorted by their bytes and separated by |
-- Rules: section 3, data contract (account lists)
with figures as (
    select
        account_no,
        list(distinct reason) as reasons,
        list(distinct kind) filter (where kind != '') as kinds,
        list(distinct system) as systems,
        min(matched_at) as first_matched_at,
        max(matched_at) as last_matched_at,
        count(*) as matches,
        count(distinct upload_id) as uploads,
        count(distinct advertiser_id) as advertisers,
        count(distinct partner_id) as partners
    from counted_match
    group by account_no
)

select
    account_verdict.account_id,
    cast(account_verdict.verdict as varchar) as verdict,
    array_to_string(
        list_sort(
            list_distinct(
                list_concat(
                    coalesce(figures.reasons, []),
                    case
                        when account_verdict.row_rejected and not account_verdict.is_affected
                            then ['row_rejected']
                        else []
                    end
                )
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
inner join account_country on account_verdict.account_no = account_country.account_no
where account_verdict.verdict != 'cleared'
