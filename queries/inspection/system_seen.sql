-- Title: The systems of the uploads and of the incident, with the matches of each
-- Grain: one row per system; `unknown` is that of matches whose upload has no record
-- Assumes: accepted rows only
-- Rules: section 1 (upload), section 2 (other_system, unknown)
with seen as (
    select
        system,
        count(*) as uploads,
        0 as matches
    from upload
    group by system

    union all

    select
        coalesce(upload.system, 'unknown') as system,
        0 as uploads,
        count(*) as matches
    from match
    left join upload on match.upload_id = upload.upload_id
    group by coalesce(upload.system, 'unknown')

    union all

    select
        system,
        0 as uploads,
        0 as matches
    from system_in_scope
)

select
    seen.system,
    bool_or(system_in_scope.system is not null) as in_incident,
    sum(seen.uploads) as uploads,
    sum(seen.matches) as matches
from seen
left join system_in_scope on seen.system = system_in_scope.system
group by seen.system
order by in_incident desc, seen.system
