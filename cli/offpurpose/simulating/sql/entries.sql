-- Title: The lists
-- Grain: one row per entry
with
entry as (
    select
        range as e,
        entry_upload(range) as u,
        entry_holder(range) as h
    from range($low, $high)
),
listed as (
    select
        *,
        identifier_of(h) as i
    from entry
)
select
    u as upload_id,
    sha256(case when entry_known(e) then normal(i) else 'nobody' || e::varchar end) as identifier_hash
from listed
