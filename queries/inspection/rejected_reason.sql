-- Title: Rows that could not be read, by reason
-- Grain: one row per input, column and reason
-- Assumes: a row is rejected for one reason, the first that applies to it
-- Rules: section 4 (rejected)
select
    input,
    column_name,
    reason,
    count(*) as rejected_rows
from rejected_row
group by input, column_name, reason
order by input, rejected_rows desc, column_name nulls first, reason
