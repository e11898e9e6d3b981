-- Title: The rule that decides each use whose evidence says what was used
-- Grain: one row per use that names an identifier, another kind of thing, or something unreadable
-- Assumes: at any instant exactly one span answers for an identifier that the account ever held; a raw
--          identifier of which one digest does not say all is whatever shares one of its digests
-- Rules: rules 1-6
-- Stored: no
with looked_up as (
    select
        *,
        case when names = 'identifier' then digest end as asked_digest
    from identifier_use
    where names not in ('nothing', 'partner_user_id')
),

with_several_digests as (
    select
        looked_up.*,
        held_span.held_kinds,
        held_span.valid_from as held_since,
        held_span.digest as held_digest,
        case
            when looked_up.used_at >= held_span.valid_from and looked_up.used_at < held_span.valid_to
                then held_span.class
            when held_span.digest is not null then 'not_held_then'
        end as held_class
    from looked_up
    inner join digest_known on looked_up.source_row = digest_known.source_row
    left join held_span
        on
            looked_up.account_id = held_span.account_id
            and digest_known.digest = held_span.digest
            and digest_known.known_from <= looked_up.used_at
            and digest_known.known_until > looked_up.used_at
            and looked_up.used_at >= held_span.answers_from
            and looked_up.used_at < held_span.answers_until
            and (
                looked_up.kind = held_span.kind
                or (looked_up.kind is null and held_span.answers_without_kind)
            )
),

answered as (
    select
        looked_up.* exclude (asked_digest),
        held_span.held_kinds,
        held_span.valid_from as class_since,
        case
            when looked_up.used_at >= held_span.valid_from and looked_up.used_at < held_span.valid_to
                then held_span.class
            when held_span.digest is not null then 'not_held_then'
            else 'never_held'
        end as class
    from looked_up
    anti join digest_known on looked_up.source_row = digest_known.source_row
    left join held_span
        on
            looked_up.account_id = held_span.account_id
            and looked_up.asked_digest = held_span.digest
            and looked_up.used_at >= held_span.answers_from
            and looked_up.used_at < held_span.answers_until
            and (
                looked_up.kind = held_span.kind
                or (looked_up.kind is null and held_span.answers_without_kind)
            )

    union all

    select
        with_several_digests.* exclude (asked_digest, held_kinds, held_since, held_digest, held_class)
        replace (min(held_digest) filter (where held_class in ('security_only', 'unclassified')) as digest),
        max(held_kinds) as held_kinds,
        max(held_since) as class_since,
        case
            when
                bool_or(held_class in ('permitted', 'dual_purpose'))
                and bool_or(held_class in ('security_only', 'dual_purpose'))
                then 'dual_purpose'
            when bool_or(held_class = 'permitted') then 'permitted'
            when bool_or(held_class = 'unclassified') then 'unclassified'
            when bool_or(held_class = 'security_only') then 'security_only'
            when bool_or(held_class = 'not_held_then') then 'not_held_then'
            else 'never_held'
        end as class
    from with_several_digests
    group by all
)

select
    found_in,
    source_row,
    match_id,
    account_id,
    upload_id,
    counted_as,
    used_at,
    ended_at,
    coalesce(kind, held_kinds) as kinds,
    case names
        when 'other_kind' then '1'
        when 'unknown_kind' then '1b'
        when 'unreadable' then '1c'
        when 'keyed' then '1d'
        else
            case class
                when 'security_only' then '2'
                when 'dual_purpose' then '3'
                when 'permitted' then '3b'
                when 'unclassified' then '4'
                when 'not_held_then' then '5'
                when 'never_held' then '6'
            end
    end as rule,
    case when class in ('security_only', 'unclassified') then digest end as digest,
    class_since
from answered
