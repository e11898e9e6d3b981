-- Title: The time that each input spans
-- Grain: one row per input that was given and has a time
-- Assumes: contacts are dated by valid_from, entries by added_at; rows without an instant are counted apart
-- Rules: section 5 (coverage)
with span as (
    select
        1 as place,
        'contacts' as input,
        'valid_from' as dated_by,
        min(valid_from) as first_at,
        max(valid_from) as last_at,
        count(*) - count(valid_from) as undated
    from contact

    union all

    select
        2 as place,
        'uploads' as input,
        'uploaded_at' as dated_by,
        min(uploaded_at) as first_at,
        max(uploaded_at) as last_at,
        count(*) - count(uploaded_at) as undated
    from upload

    union all

    select
        3 as place,
        'entries' as input,
        'added_at' as dated_by,
        min(added_at) as first_at,
        max(added_at) as last_at,
        count(*) - count(added_at) as undated
    from entry

    union all

    select
        4 as place,
        'matches' as input,
        'matched_at' as dated_by,
        min(matched_at) as first_at,
        max(matched_at) as last_at,
        count(*) - count(matched_at) as undated
    from match

    union all

    select
        5 as place,
        'partner_map' as input,
        'mapped_at' as dated_by,
        min(mapped_at) as first_at,
        max(mapped_at) as last_at,
        count(*) - count(mapped_at) as undated
    from partner_map
)

select
    span.input,
    span.dated_by,
    span.first_at,
    span.last_at,
    span.undated
from span
semi join input_count on span.input = input_count.input
order by span.place
