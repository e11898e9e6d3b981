-- Title: The uploads that the log names, and what each says of its matches, each under a small number
-- Grain: one row per upload with a record, or that a match names
-- Assumes: an upload without a record is of system `unknown`, and has no advertiser and no partner;
--          `upload_no` counts from 0 without a gap
-- Rules: section 2 (system), data contract (verdicts.parquet)
with named as (
    select upload_id
    from upload

    union

    select upload_id
    from match
)

select
    cast(row_number() over (order by named.upload_id) - 1 as integer) as upload_no,
    named.upload_id,
    coalesce(upload.system, 'unknown') as system,
    upload.advertiser_id,
    upload.partner_id
from named
left join upload on named.upload_id = upload.upload_id
