-- Title: The rule that decides each use whose evidence says what was used
-- Grain: one row per use that names an identifier, another kind of thing, or something unreadable
-- Assumes: at any instant exactly one span answers for an identifier that the account ever held; raw ones
--          of which one digest does not say all are looked up in `named_by_several_digests`
-- Rules: rules 1-6
-- Stored: no
-- Partitioned: by account
with looked_up as (
    select
        *,
        case when names = 'identifier' then digest end as asked_digest
    from identifier_use
    where names not in ('nothing', 'partner_user_id')
),

answered as (
    select
        looked_up.*,
        case
            when several.class is not null then several.held_kinds
            -- Not held then, a digest is of whatever kinds it ever was.
            when
                held_span.kind = 'either'
                and (looked_up.used_at < held_span.valid_from or looked_up.used_at >= held_span.valid_to)
                then 'email|phone'
            else held_span.held_kinds
        end as held_kinds,
        case when several.class is null then held_span.span_no end as span_no,
        case
            when several.class is not null then several.class
            when looked_up.used_at >= held_span.valid_from and looked_up.used_at < held_span.valid_to
                then held_span.class
            when held_span.digest is not null then 'not_held_then'
            else 'never_held'
        end as class
    from looked_up
    left join named_by_several_digests as several on looked_up.source_row = several.source_row
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
    case when class in ('security_only', 'unclassified') then span_no end as span_no
from answered
