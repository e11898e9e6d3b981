-- Title: The account lists as the file of verdicts gives them
-- Grain: one row per account with a verdict other than cleared
-- Assumes: `stored_verdict` is accounts/verdicts.parquet; text in it that looked like an address or a number
--          is masked, so that values of such an account cannot be told apart or counted again
-- Rules: section 3 (the verdict of an account), data contract (account lists)
with strongest as (
    select
        account_id,
        bool_or(verdict in ('confirmed', 'inferred')) as is_affected,
        max(
            case verdict
                when 'confirmed' then 4
                when 'inferred' then 3
                when 'ambiguous' then 2
                when 'undetermined' then 1
                else 0
            end
        ) as strength
    from stored_verdict
    group by account_id
),

counted as (
    select
        stored_verdict.*,
        strongest.is_affected,
        strongest.strength,
        coalesce(
            regexp_matches(
                concat_ws('|', system, advertiser_id, partner_id, upload_id, kind),
                '<(email|phone), [0-9]+ characters>'
            ),
            false
        ) as is_masked
    from stored_verdict
    inner join strongest on stored_verdict.account_id = strongest.account_id
    where
        (strongest.is_affected and verdict in ('confirmed', 'inferred'))
        or (not strongest.is_affected and verdict in ('ambiguous', 'undetermined'))
)

select
    account_id,
    is_affected,
    case max(strength)
        when 4 then 'confirmed'
        when 3 then 'inferred'
        when 2 then 'ambiguous'
        else 'undetermined'
    end as verdict,
    array_to_string(list_sort(list(distinct reason)), '|') as reasons,
    nullif(
        array_to_string(
            list_sort(
                list_distinct(
                    string_split(
                        array_to_string(list(distinct kind) filter (where kind is not null), '|'), '|'
                    )
                )
            ),
            '|'
        ),
        ''
    ) as kinds,
    nullif(array_to_string(list_sort(list(distinct system)), '|'), '') as systems,
    min(matched_at) as first_matched_at,
    max(matched_at) as last_matched_at,
    count(*) as matches,
    count(distinct upload_id) as uploads,
    count(distinct advertiser_id) as advertisers,
    count(distinct partner_id) as partners,
    bool_or(is_masked) as is_masked
from counted
group by account_id, is_affected
