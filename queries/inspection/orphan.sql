-- Title: Rows that refer to something of which there is no record
-- Grain: one row per sort of orphan
-- Assumes: accepted rows only; an input that was not given leaves all that refer to it without a record
-- Rules: section 1 (upload, complete list), section 2 (unknown), section 4 (nothing is lost)
with mapped_partner as (
    select distinct partner_id
    from upload
)

select
    'matches_without_upload' as orphan,
    count(*) as orphan_rows,
    count(distinct match.upload_id) as ids
from match
left join upload on match.upload_id = upload.upload_id
where upload.upload_id is null

union all

select
    'matches_without_contacts' as orphan,
    count(*) as orphan_rows,
    count(distinct match.account_id) as ids
from match
where not exists (select 1 from contact where contact.account_id = match.account_id)

union all

select
    'entries_without_upload' as orphan,
    count(*) as orphan_rows,
    count(distinct entry.upload_id) as ids
from entry
left join upload on entry.upload_id = upload.upload_id
where upload.upload_id is null

union all

select
    'uploads_without_entries' as orphan,
    count(*) as orphan_rows,
    count(distinct upload.upload_id) as ids
from upload
where not exists (select 1 from entry where entry.upload_id = upload.upload_id)

union all

select
    'map_rows_without_partner' as orphan,
    count(*) as orphan_rows,
    count(distinct partner_map.partner_id) as ids
from partner_map
left join mapped_partner on partner_map.partner_id = mapped_partner.partner_id
where mapped_partner.partner_id is null
