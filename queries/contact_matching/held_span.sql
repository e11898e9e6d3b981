-- Title: The class of each identifier for each account, over time
-- Grain: one row per account, identifier and longest span of one class, from `valid_from` to `valid_to`
-- Assumes: an identifier is a kind and a digest; kind `either` stands for a digest that the account
--          held under both kinds, and answers for evidence that names no kind. At any instant exactly
--          one row of an identifier answers, from `answers_from` to `answers_until`, held then or not
-- Rules: section 1 (class of i for a at t), rules 5 and 6 (held at another time, never held)
-- Partitioned: by account
-- Numbers: span_no
with repeated as (
    select
        account_id,
        digest,
        min(kind) != max(kind) as under_both_kinds
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
        not repeated.under_both_kinds as answers_without_kind,
        holding.kind as held_kind
    from holding
    inner join repeated
        on holding.account_id = repeated.account_id and holding.digest = repeated.digest

    union all

    select
        holding.* replace ('either' as kind),
        true as answers_without_kind,
        holding.kind as held_kind
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
        held_kind,
        purpose_class,
        valid_from as changed_at,
        1 as change
    from repeated_holding
    where valid_from < valid_to

    union all

    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        held_kind,
        purpose_class,
        valid_to as changed_at,
        -1 as change
    from repeated_holding
    where valid_from < valid_to
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
        sum(case when purpose_class = 'unclassified' then change else 0 end) as unclassified,
        sum(case when held_kind = 'email' then change else 0 end) as as_email,
        sum(case when held_kind = 'phone' then change else 0 end) as as_phone
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
        sum(unclassified) over until_now as unclassified,
        sum(as_email) over until_now as as_email,
        sum(as_phone) over until_now as as_phone
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
        end as class,
        case
            when as_email > 0 and as_phone > 0 then 'email|phone'
            when as_email > 0 then 'email'
            when as_phone > 0 then 'phone'
        end as held_kinds
    from standing
),

class_change as (
    select *
    from classified
    window
        in_order as (partition by account_id, digest, kind order by changed_at)
    qualify
        class is distinct from lag(class) over in_order
        or held_kinds is distinct from lag(held_kinds) over in_order
),

span as (
    select
        *,
        lead(changed_at) over (
            partition by account_id, digest, kind
            order by changed_at
        ) as valid_to
    from class_change
),

-- A span answers until the next one begins, and the first one also for all time before it.
repeated_span as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        held_kinds,
        class,
        changed_at as valid_from,
        valid_to,
        lag(changed_at) over in_order is null as is_first,
        coalesce(lead(changed_at) over in_order, timestamp '9999-12-31 23:59:59.999999') as answers_until
    from span
    where class != 'not_held'
    window
        in_order as (partition by account_id, digest, kind order by changed_at)
),

never_valid as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind
    from repeated_holding
    group by account_id, kind, digest, answers_without_kind
    having bool_and(valid_from >= valid_to)
),

every_span as (
    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        held_kinds,
        class,
        valid_from,
        valid_to,
        case when is_first then timestamp '0001-01-01 00:00:00' else valid_from end as answers_from,
        answers_until
    from repeated_span

    union all

    select
        account_id,
        kind,
        digest,
        answers_without_kind,
        kind as held_kinds,
        'not_held' as class,
        timestamp '0001-01-01 00:00:00' as valid_from,
        timestamp '0001-01-01 00:00:00' as valid_to,
        timestamp '0001-01-01 00:00:00' as answers_from,
        timestamp '9999-12-31 23:59:59.999999' as answers_until
    from never_valid

    union all

    select
        account_id,
        kind,
        digest,
        true as answers_without_kind,
        kind as held_kinds,
        case purpose_class
            when 'security' then 'security_only'
            when 'permitted' then 'permitted'
            else 'unclassified'
        end as class,
        valid_from,
        greatest(valid_from, valid_to) as valid_to,
        timestamp '0001-01-01 00:00:00' as answers_from,
        timestamp '9999-12-31 23:59:59.999999' as answers_until
    from single_holding
)

select
    row_number() over () as span_no,
    *
from every_span
