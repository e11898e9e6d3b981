-- Title: The verdict of every examined match, with its account, its upload and its reason as numbers
-- Grain: one row per match that is judged, that lies after the window, or within a day before it
-- Assumes: the numbers are those of `account_code`, `upload_code` and `reason_code`; two numbers of
--          64 bits stand for the instant and the digits of the match id, as sorting is quickest by few bytes
-- Rules: sections 2 and 3, data contract (verdicts.parquet)
-- Stored: in order
-- Partitioned: by account
select
    account_code.account_no,
    match_verdict.account_id,
    match_verdict.matched_at,
    match_verdict.ended_at,
    match_verdict.match_id,
    match_verdict.source_row,
    match_verdict.counted_as,
    upload_code.upload_no,
    match_verdict.kind,
    reason_code.reason_no,
    match_verdict.span_no,
    reason_code.verdict
from match_verdict
inner join account_code on match_verdict.account_id = account_code.account_id
inner join upload_code on match_verdict.upload_id = upload_code.upload_id
inner join reason_code
    on
        match_verdict.rule = reason_code.rule
        and match_verdict.contacts_incomplete = reason_code.contacts_incomplete
        and match_verdict.through_map = reason_code.through_map
order by
    account_code.account_no,
    instant_and_first_digits(match_verdict.matched_at, match_verdict.match_id),
    other_digits(match_verdict.match_id)
