-- Title: What each upload says of its matches, under a small number
-- Grain: one row per upload with a record, numbered from 1; row 0 stands for all uploads without one
-- Assumes: an upload without a record is of system `unknown`, and has no advertiser and no partner
-- Rules: section 2 (system), data contract (verdicts.parquet)
select
    row_number() over (order by upload_id) as upload_no,
    upload_id,
    system,
    advertiser_id,
    partner_id
from upload

union all

select
    0 as upload_no,
    null as upload_id,
    'unknown' as system,
    null as advertiser_id,
    null as partner_id
