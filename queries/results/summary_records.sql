-- Title: The records concerned
-- Grain: one row
-- Assumes: a record is an account, a kind and a digest, counted once however often it was used
-- Rules: section 3 (records concerned)
select
    count(distinct record_no) as affected,
    count(distinct record_no) filter (where kind = 'email') as email,
    count(distinct record_no) filter (where kind = 'phone') as phone
from record_concerned
