-- Title: The days inside the window for which an input has a row
-- Grain: one row per input, system (for matches) and UTC day
-- Assumes: contacts are dated by valid_from, entries by added_at; rows without an instant have no day
-- Rules: section 5 (coverage)
with dated as (
    select
        'contacts' as input,
        valid_from as instant
    from contact

    union all

    select
        'uploads' as input,
        uploaded_at as instant
    from upload

    union all

    select
        'entries' as input,
        added_at as instant
    from entry

    union all

    select
        'partner_map' as input,
        mapped_at as instant
    from partner_map
)

select distinct
    'matches' as input,
    log_day.system,
    log_day.day
from log_day
inner join window_coverage on log_day.day between window_coverage.first_day and window_coverage.last_day
where log_day.in_window

union all

select distinct
    dated.input,
    cast(null as varchar) as system,
    cast(dated.instant as date) as day
from dated
cross join incident
inner join window_coverage
    on cast(dated.instant as date) between window_coverage.first_day and window_coverage.last_day
where
    dated.instant < incident.window_end
    and (incident.window_start is null or dated.instant >= incident.window_start)
