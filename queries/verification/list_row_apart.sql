-- Title: Rows of the account lists that the verdicts do not give, and rows that are missing from them
-- Grain: one row per account whose row is not as the verdicts give it
-- Assumes: `stored_list` is both account lists; a log line that could not be read adds the reason
--          `row_rejected`, and may put an account on the list that has no match to be counted
-- Rules: section 3 (rejected matches rows), data contract (account lists)
with listed as (
    select
        account_id,
        is_affected,
        verdict,
        reasons,
        kinds,
        systems,
        first_matched_at,
        last_matched_at,
        matches,
        uploads,
        advertisers,
        partners,
        matches = 0
        and reasons = 'row_rejected'
        and verdict = 'undetermined'
        and not is_affected as is_of_rejected_row_alone
    from stored_list
),

given as (
    select
        *,
        case
            when is_affected then reasons
            else array_to_string(list_sort(list_append(string_split(reasons, '|'), 'row_rejected')), '|')
        end as reasons_with_rejected_row
    from list_of_verdicts
)

select
    coalesce(listed.account_id, given.account_id) as account_id,
    listed.account_id is not null as is_listed,
    given.account_id is not null as is_given,
    listed.verdict as listed_verdict,
    given.verdict as given_verdict
from listed
full outer join given on listed.account_id = given.account_id
where
    (given.account_id is null and not listed.is_of_rejected_row_alone)
    or (
        given.account_id is not null
        and (
            listed.is_affected is distinct from given.is_affected
            or listed.verdict is distinct from given.verdict
            or listed.reasons is null
            or listed.reasons not in (given.reasons, given.reasons_with_rejected_row)
            or listed.first_matched_at is distinct from given.first_matched_at
            or listed.last_matched_at is distinct from given.last_matched_at
            or listed.matches is distinct from given.matches
            or (
                not given.is_masked
                and (
                    listed.kinds is distinct from given.kinds
                    or listed.systems is distinct from given.systems
                    or listed.uploads is distinct from given.uploads
                    or listed.advertisers is distinct from given.advertisers
                    or listed.partners is distinct from given.partners
                )
            )
        )
    )
