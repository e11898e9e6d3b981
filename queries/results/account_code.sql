-- Title: The accounts that the log names, each under a small number
-- Grain: one row per account of a match, or of a log line that could not be read
-- Assumes: `account_no` counts from 1 in the order of the lists: text by its bytes
-- Rules: data contract (account lists, verdicts.parquet)
with named as (
    select account_id
    from match

    union

    select account_id
    from rejected_match
    where account_id is not null
)

select
    account_id,
    cast(row_number() over (order by cast(account_id as varchar)) as integer) as account_no
from named
