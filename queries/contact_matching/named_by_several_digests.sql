-- Title: The class of each raw identifier that evidence names, where one digest does not say all of it
-- Grain: one row per use that names a raw identifier with a row in `digest_known`
-- Assumes: it is whatever the account held that shares one of its digests; no class, nothing ever held
-- Rules: rules 2-6, section 1 (class of an identifier, rules by system and date)
-- Partitioned: by account
with known_span as (
    -- Under one rule pack there are none, and no use is looked up.
    select held_span.*
    from held_span
    semi join digest_known on held_span.digest = digest_known.digest
),

tried as (
    select
        identifier_use.source_row,
        identifier_use.account_id,
        known_span.digest,
        known_span.held_kinds,
        known_span.kind,
        known_span.class,
        known_span.valid_from,
        identifier_use.used_at >= known_span.valid_from
        and identifier_use.used_at < known_span.valid_to as is_held
    from identifier_use
    inner join digest_known on identifier_use.source_row = digest_known.source_row
    left join known_span
        on
            identifier_use.account_id = known_span.account_id
            and digest_known.digest = known_span.digest
            and identifier_use.used_at >= digest_known.known_from
            and identifier_use.used_at < digest_known.known_until
            and identifier_use.used_at >= known_span.answers_from
            and identifier_use.used_at < known_span.answers_until
            and (
                identifier_use.kind = known_span.kind
                or (identifier_use.kind is null and known_span.answers_without_kind)
            )
),

told as (
    select
        source_row,
        account_id,
        digest,
        valid_from,
        is_held,
        case when is_held then class when digest is not null then 'not_held_then' end as class,
        -- Not held then, a digest is of whatever kinds it ever was.
        case when kind = 'either' and not is_held then 'email|phone' else held_kinds end as kinds
    from tried
)

select
    source_row,
    account_id,
    min(digest) filter (where class in ('security_only', 'unclassified')) as digest,
    array_to_string(
        list_sort(
            list_distinct(
                flatten(
                    coalesce(
                        array_agg(str_split(kinds, '|')) filter (where is_held),
                        array_agg(str_split(kinds, '|'))
                    )
                )
            )
        ),
        '|'
    ) as held_kinds,
    max(valid_from) filter (where is_held) as class_since,
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
from told
group by source_row, account_id
