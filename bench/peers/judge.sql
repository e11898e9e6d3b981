-- One statement, as an analyst would write it for one incident: no loading, no duplicates, no rejects, no reasons.
with judged as (
    select match_id, account_id, upload_id, identifier_hash, matched_at
    from matches
    where matched_at >= window_start() and matched_at < window_end()
),

named as (
    select
        judged.match_id,
        judged.account_id,
        coalesce(bool_or(contacts.is_security), false) as security,
        coalesce(bool_or(not contacts.is_security), false) as permitted
    from judged
    left join contacts
        on
            judged.account_id = contacts.account_id
            and judged.identifier_hash = contacts.digest
            and judged.matched_at >= contacts.valid_from
            and judged.matched_at < contacts.valid_to
    where judged.identifier_hash is not null
    group by judged.match_id, judged.account_id
),

held_then as (
    select
        judged.match_id,
        judged.upload_id,
        contacts.digest,
        bool_or(not contacts.is_security) as permitted
    from judged
    inner join contacts
        on
            judged.account_id = contacts.account_id
            and judged.matched_at >= contacts.valid_from
            and judged.matched_at < contacts.valid_to
    where judged.identifier_hash is null
    group by judged.match_id, judged.upload_id, contacts.digest
),

explained as (
    select
        held_then.match_id,
        bool_or(not held_then.permitted) as security_only,
        bool_or(held_then.permitted) as permitted
    from held_then
    semi join entries
        on held_then.upload_id = entries.upload_id and held_then.digest = entries.identifier_hash
    group by held_then.match_id
),

verdict as (
    select
        account_id,
        case when permitted then 'cleared' when security then 'confirmed' else 'undetermined' end as verdict
    from named

    union all

    select
        judged.account_id,
        case
            when explained.match_id is null then 'undetermined'
            when explained.security_only and explained.permitted then 'ambiguous'
            when explained.security_only then 'inferred'
            else 'cleared'
        end as verdict
    from judged
    left join explained on judged.match_id = explained.match_id
    where judged.identifier_hash is null
)

select
    account_id,
    count(*) filter (where verdict = 'confirmed') as confirmed,
    count(*) filter (where verdict = 'inferred') as inferred,
    count(*) filter (where verdict = 'ambiguous') as ambiguous,
    count(*) filter (where verdict = 'undetermined') as undetermined,
    count(*) filter (where verdict = 'cleared') as cleared
from verdict
group by account_id
