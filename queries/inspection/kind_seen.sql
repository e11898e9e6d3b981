-- Title: The kinds of identifier that each input names
-- Grain: one row per input and kind as given (missing where none is)
-- Assumes: accepted rows only
-- Rules: section 1 (identifier, unmatchable), section 4 (kinds)
with seen as (
    select
        'contacts' as input,
        kind,
        unmatchable
    from contact

    union all

    select
        'entries' as input,
        kind,
        coalesce(identifier_state = 'unmatchable', false) as unmatchable
    from entry

    union all

    select
        'matches' as input,
        kind,
        coalesce(identifier_state = 'unmatchable', false) as unmatchable
    from match

    union all

    select
        'partner_map' as input,
        kind,
        coalesce(identifier_state = 'unmatchable', false) as unmatchable
    from partner_map
)

select
    input,
    kind,
    count(*) as accepted_rows,
    count(*) filter (where unmatchable) as unmatchable_rows
from seen
group by input, kind
order by input, accepted_rows desc, kind nulls last
