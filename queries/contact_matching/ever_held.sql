-- Title: Identifiers that an account has held at any time, also for no instant at all
-- Grain: one row per account and digest
-- Assumes: a record whose end is not after its start still counts as having been held
-- Rules: rules 5 and 6
select
    account_id,
    digest,
    bool_or(kind = 'email') as as_email,
    bool_or(kind = 'phone') as as_phone
from contact
where not unmatchable
group by account_id, digest
