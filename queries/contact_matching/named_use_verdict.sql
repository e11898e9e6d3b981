-- Title: The rule that decides each use whose evidence says what was used
-- Grain: one row per use that names an identifier, another kind of thing, or something unreadable
-- Assumes: at any instant an account's identifier has at most one class
-- Rules: rules 1-6
-- Stored: no
with looked_up as (
    select
        *,
        case when names = 'identifier' then digest end as asked_digest
    from identifier_use
    where names not in ('nothing', 'partner_user_id')
),

-- Two steps, so that only what was not held at the time is looked up among all ever held.
held_then as (
    select
        looked_up.*,
        held_span.class,
        held_span.kind as held_kind,
        held_span.valid_from as class_since,
        case when held_span.class is null then looked_up.asked_digest end as digest_not_held
    from looked_up
    left join held_span
        on
            looked_up.account_id = held_span.account_id
            and looked_up.asked_digest = held_span.digest
            and looked_up.used_at >= held_span.valid_from
            and looked_up.used_at < held_span.valid_to
            and (
                looked_up.kind = held_span.kind
                or (looked_up.kind is null and held_span.answers_without_kind)
            )
)

select
    held_then.found_in,
    held_then.source_row,
    held_then.match_id,
    held_then.account_id,
    held_then.upload_id,
    held_then.system,
    held_then.counted_as,
    held_then.used_at,
    held_then.ended_at,
    case
        when held_then.kind is not null then held_then.kind
        when held_then.held_kind = 'either' then 'email|phone'
        when held_then.held_kind is not null then held_then.held_kind
        when ever_held.as_email and ever_held.as_phone then 'email|phone'
        when ever_held.as_email then 'email'
        when ever_held.as_phone then 'phone'
    end as kinds,
    case
        when held_then.names = 'other_kind' then '1'
        when held_then.names = 'unknown_kind' then '1b'
        when held_then.names = 'unreadable' then '1c'
        when held_then.names = 'keyed' then '1d'
        when held_then.class = 'security_only' then '2'
        when held_then.class = 'dual_purpose' then '3'
        when held_then.class = 'permitted' then '3b'
        when held_then.class = 'unclassified' then '4'
        when held_then.kind = 'email' and ever_held.as_email then '5'
        when held_then.kind = 'phone' and ever_held.as_phone then '5'
        when held_then.kind is null and ever_held.digest is not null then '5'
        else '6'
    end as rule,
    case when held_then.class in ('security_only', 'unclassified') then held_then.digest end as digest,
    held_then.class_since
from held_then
left join ever_held
    on
        held_then.account_id = ever_held.account_id
        and held_then.digest_not_held = ever_held.digest
