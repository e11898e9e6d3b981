-- Title: The records concerned
-- Grain: one row
-- Assumes: a record is an account, a kind and a digest, counted once however often it was used
-- Rules: section 3 (records concerned)
with record as (
    select distinct
        account_id,
        kind,
        digest
    from record_concerned
)

select
    count(*) as affected,
    count(*) filter (where kind = 'email') as email,
    count(*) filter (where kind = 'phone') as phone
from record
