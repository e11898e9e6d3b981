-- Title: The class of each identifier for each account, over time
-- Grain: one row per account, identifier and longest span of one class; no row while it is not held
-- Assumes: an identifier is a kind and a digest; kind `either` stands for a digest that the account
--          held under both kinds, and answers for evidence that names no kind
-- Rules: section 1 (class of i for a at t)
with repeated as (
    select
        account_id,
        digest,
        count(distinct kind) > 1 as under_both_kinds
    from holding
    group by account_id, digest
    having count(*) > 1
),

-- A single record needs no comparison with others: its own class is the answer.
single_holding as (
    select holding.*
    from holding
    anti join repeated
        on holding.account_id = repeated.account_id and holding.digest = repeated.digest
),

repeated_holding as (
    select
        holding.*,
        not repeated.under_both_kinds as answers_without_kind
    from holding
    inner join repeated
        on holding.account_id = repeated.account_id and holding.digest = repeated.digest

    union all

    select
        holding.* replace ('either' as kind),
        true as answers_without_kind
    from holding
    inner join repeated
        on holding.account_id = repeated.account_id and holding.digest = repeated.digest
    where repeated.under_both_kinds
),

change as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        purpose_class,
        valid_from as changed_at,
        1 as change
    from repeated_holding

    union all

    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        purpose_class,
        valid_to as changed_at,
        -1 as change
    from repeated_holding
),

change_by_instant as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        changed_at,
        sum(case when purpose_class = 'security' then change else 0 end) as security,
        sum(case when purpose_class = 'permitted' then change else 0 end) as permitted,
        sum(case when purpose_class = 'unclassified' then change else 0 end) as unclassified
    from change
    group by account_id, kind, digest, answers_without_kind, changed_at
),

standing as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        changed_at,
        sum(security) over until_now as security,
        sum(permitted) over until_now as permitted,
        sum(unclassified) over until_now as unclassified
    from change_by_instant
    window
        until_now as (
            partition by account_id, digest, kind
            order by changed_at
            rows between unbounded preceding and current row
        )
),

classified as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        changed_at,
        case
            when permitted > 0 and security > 0 then 'dual_purpose'
            when permitted > 0 then 'permitted'
            when unclassified > 0 then 'unclassified'
            when security > 0 then 'security_only'
            else 'not_held'
        end as class
    from standing
),

class_change as (
    select *
    from classified
    qualify
        class is distinct from lag(class) over (
            partition by account_id, digest, kind
            order by changed_at
        )
),

span as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        class,
        changed_at as valid_from,
        lead(changed_at) over (
            partition by account_id, digest, kind
            order by changed_at
        ) as valid_to
    from class_change
)

select
    account_id,
    kind,
    digest,
    answers_without_kind,
    class,
    valid_from,
    valid_to
from span
where class != 'not_held'

union all

select
    account_id,
    kind,
    digest,
    true as answers_without_kind,
    case purpose_class
        when 'security' then 'security_only'
        when 'permitted' then 'permitted'
        else 'unclassified'
    end as class,
    valid_from,
    valid_to
from single_holding
