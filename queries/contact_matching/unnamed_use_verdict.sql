-- Title: The rule that decides each use whose evidence names no identifier
-- Grain: one row per such use
-- Assumes: the identifiers that can explain it are the rows of `possible_identifier`, if any
-- Rules: rules 9-18
-- Stored: no
-- Partitioned: by account
with explanation as (
    select
        source_row,
        bool_or(class = 'security_only') as any_security_only,
        bool_or(class in ('permitted', 'dual_purpose')) as any_permitted,
        bool_or(class = 'unclassified') as any_unclassified,
        bool_or(kind = 'email') as any_email,
        bool_or(kind = 'phone') as any_phone
    from possible_identifier
    group by source_row
)

select
    unnamed_use.found_in,
    unnamed_use.source_row,
    unnamed_use.match_id,
    unnamed_use.account_id,
    unnamed_use.upload_id,
    unnamed_use.counted_as,
    unnamed_use.used_at,
    unnamed_use.ended_at,
    case
        when unnamed_use.kind is not null then unnamed_use.kind
        when explanation.any_email and explanation.any_phone then 'email|phone'
        when explanation.any_email then 'email'
        when explanation.any_phone then 'phone'
    end as kinds,
    case
        when unnamed_use.list_is_complete
            then
                case
                    when explanation.source_row is null then '13'
                    when
                        explanation.any_security_only
                        and (explanation.any_permitted or explanation.any_unclassified)
                        then '11'
                    when
                        explanation.any_security_only
                        and unnamed_use.kind is null
                        and unnamed_use.ever_other_kinds
                        then '9b'
                    when explanation.any_security_only then '9'
                    when explanation.any_unclassified then '12'
                    else '10'
                end
        when explanation.source_row is null then '18'
        when
            explanation.any_security_only
            and (explanation.any_permitted or explanation.any_unclassified)
            then '16'
        when explanation.any_security_only and unnamed_use.kind is null then '14b'
        when explanation.any_security_only then '14'
        when explanation.any_unclassified then '17'
        else '15'
    end as rule
from unnamed_use
left join explanation on unnamed_use.source_row = explanation.source_row
