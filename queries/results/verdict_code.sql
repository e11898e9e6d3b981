-- Title: The verdict of every judged match, with its upload and its reason as numbers
-- Grain: one row per judged match
-- Assumes: the numbers are those of `upload_code` and `reason_code`; they are quick to sort and to group by
-- Rules: sections 2 and 3, data contract (verdicts.parquet)
-- Stored: no
select
    match_verdict.source_row,
    match_verdict.match_id,
    match_verdict.account_id,
    match_verdict.upload_id,
    match_verdict.matched_at,
    match_verdict.kind,
    match_verdict.verdict,
    cast(coalesce(upload_code.upload_no, 0) as integer) as upload_no,
    cast(reason_code.reason_no as integer) as reason_no
from match_verdict
inner join reason_code
    on
        match_verdict.rule = reason_code.rule
        and match_verdict.contacts_incomplete = reason_code.contacts_incomplete
        and match_verdict.through_map = reason_code.through_map
left join upload_code on match_verdict.upload_id = upload_code.upload_id
where match_verdict.counted_as = 'judged'
