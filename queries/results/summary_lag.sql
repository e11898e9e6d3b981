-- Title: How much of the lower bound hangs on the index lag of the ad system
-- Grain: one row
-- Assumes: the class changed at an instant c with u - 48 h <= c <= u, u being when it was used
-- Rules: section 3 (lag)
select count(distinct source_row) as within_48_hours
from record_concerned
where changed_within_48_hours
