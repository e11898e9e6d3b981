-- Title: The first rows that could not be read, of each reason
-- Grain: one row per rejected row, of which at most three per input, column and reason
-- Assumes: the value is masked already
-- Rules: section 4 (rejected), section 6 (what is never shown)
select
    rejected_row.input,
    rejected_row.column_name,
    rejected_row.reason,
    input_file.name as file,
    -- A source_row is the number of the file times 2^40, plus the number of the record in it.
    rejected_row.source_row & 1099511627775 as record,
    rejected_row.masked_value
from rejected_row
left join input_file on rejected_row.source_row >> 40 = input_file.file_no
qualify
    row_number() over (
        partition by rejected_row.input, rejected_row.column_name, rejected_row.reason
        order by rejected_row.source_row
    ) <= 3
order by rejected_row.source_row
