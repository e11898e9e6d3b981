-- Title: The first and the last instant in each column of instants
-- Grain: one row per input and column of instants
-- Assumes: accepted rows only; `place` is the order of the contract
-- Rules: section 4 (timestamps)
select
    1 as place,
    'contacts' as input,
    'valid_from' as column_name,
    count(*) as accepted_rows,
    count(valid_from) as instants,
    min(valid_from) as first_at,
    max(valid_from) as last_at
from contact

union all

select
    2 as place,
    'contacts' as input,
    'valid_to' as column_name,
    count(*) as accepted_rows,
    count(valid_to) as instants,
    min(valid_to) as first_at,
    max(valid_to) as last_at
from contact

union all

select
    3 as place,
    'uploads' as input,
    'uploaded_at' as column_name,
    count(*) as accepted_rows,
    count(uploaded_at) as instants,
    min(uploaded_at) as first_at,
    max(uploaded_at) as last_at
from upload

union all

select
    4 as place,
    'entries' as input,
    'added_at' as column_name,
    count(*) as accepted_rows,
    count(added_at) as instants,
    min(added_at) as first_at,
    max(added_at) as last_at
from entry

union all

select
    5 as place,
    'entries' as input,
    'removed_at' as column_name,
    count(*) as accepted_rows,
    count(removed_at) as instants,
    min(removed_at) as first_at,
    max(removed_at) as last_at
from entry

union all

select
    6 as place,
    'matches' as input,
    'matched_at' as column_name,
    count(*) as accepted_rows,
    count(matched_at) as instants,
    min(matched_at) as first_at,
    max(matched_at) as last_at
from match

union all

select
    7 as place,
    'matches' as input,
    'ended_at' as column_name,
    count(*) as accepted_rows,
    count(ended_at) as instants,
    min(ended_at) as first_at,
    max(ended_at) as last_at
from match

union all

select
    8 as place,
    'partner_map' as input,
    'mapped_at' as column_name,
    count(*) as accepted_rows,
    count(mapped_at) as instants,
    min(mapped_at) as first_at,
    max(mapped_at) as last_at
from partner_map
