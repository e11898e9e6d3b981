-- Title: The verdict of every account that a judged or a rejected log line names
-- Grain: one row per account
-- Assumes: the strongest verdict of its matches stands; a line that cannot be read makes it at least
--          undetermined
-- Rules: section 3 (the verdict of an account, rejected matches rows)
with judged as (
    select
        account_id,
        max(strength) as strength
    from match_verdict
    where counted_as = 'judged'
    group by account_id
),

unread as (
    select distinct account_id
    from rejected_match
    where may_matter and account_id is not null
),

undetermined as (
    select max(strength) as strength
    from rule
    where verdict = 'undetermined'
),

strongest as (
    select
        coalesce(judged.account_id, unread.account_id) as account_id,
        greatest(
            coalesce(judged.strength, 0),
            case when unread.account_id is not null then undetermined.strength else 0 end
        ) as strength,
        unread.account_id is not null as row_rejected
    from judged
    full outer join unread on judged.account_id = unread.account_id
    cross join undetermined
),

verdict_name as (
    select distinct
        strength,
        verdict
    from rule
)

select
    strongest.account_id,
    -- In the order of the lists: text by its bytes.
    cast(
        row_number() over (order by cast(strongest.account_id as varchar)) as integer
    ) as account_no,
    strongest.strength,
    verdict_name.verdict,
    verdict_name.verdict in ('confirmed', 'inferred') as is_affected,
    strongest.row_rejected
from strongest
inner join verdict_name on strongest.strength = verdict_name.strength
