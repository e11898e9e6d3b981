-- Title: The class of each raw identifier that evidence names, where one digest does not say all of it
-- Grain: one row per use that names a raw identifier with a row in `digest_known`
-- Assumes: it is whatever the account held that shares one of its digests; no class, nothing ever held
-- Rules: rules 2-6, section 1 (class of an identifier, rules by system and date)
with tried as (
    select
        identifier_use.source_row,
        held_span.digest,
        held_span.held_kinds,
        held_span.valid_from as class_since,
        case
            when
                identifier_use.used_at >= held_span.valid_from
                and identifier_use.used_at < held_span.valid_to
                then held_span.class
            when held_span.digest is not null then 'not_held_then'
        end as class
    from digest_known
    inner join identifier_use on digest_known.source_row = identifier_use.source_row
    left join held_span
        on
            identifier_use.account_id = held_span.account_id
            and digest_known.digest = held_span.digest
            and identifier_use.used_at >= digest_known.known_from
            and identifier_use.used_at < digest_known.known_until
            and identifier_use.used_at >= held_span.answers_from
            and identifier_use.used_at < held_span.answers_until
            and (
                identifier_use.kind = held_span.kind
                or (identifier_use.kind is null and held_span.answers_without_kind)
            )
)

select
    source_row,
    min(digest) filter (where class in ('security_only', 'unclassified')) as digest,
    max(held_kinds) as held_kinds,
    max(class_since) as class_since,
    case
        when
            bool_or(class in ('permitted', 'dual_purpose'))
            and bool_or(class in ('security_only', 'dual_purpose'))
            then 'dual_purpose'
        when bool_or(class = 'permitted') then 'permitted'
        when bool_or(class = 'unclassified') then 'unclassified'
        when bool_or(class = 'security_only') then 'security_only'
        when bool_or(class = 'not_held_then') then 'not_held_then'
        else 'never_held'
    end as class
from tried
group by source_row
