-- Title: How many entries each list had when it was sent
-- Grain: one row per list
select
    entry_upload(range) as u,
    count(*) as entry_count
from range(0, entries())
group by u
