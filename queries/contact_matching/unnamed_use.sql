-- Title: Uses whose evidence does not say which identifier was used
-- Grain: one row per such match or partner map row
-- Assumes: a partner map row has no list, so only what the account held can explain it; `digest_end` is
--          the end of the digests by which the use's system knew identifiers, where rules differ by system
-- Rules: rules 9-18 (which uses they are asked of), section 1 (complete list)
-- Stored: while the audit runs
-- Partitioned: by account
select
    identifier_use.found_in,
    identifier_use.source_row,
    identifier_use.match_id,
    identifier_use.account_id,
    identifier_use.upload_id,
    identifier_use.counted_as,
    identifier_use.used_at,
    identifier_use.ended_at,
    identifier_use.kind,
    system_digest.digest_end,
    coalesce(identifier_use.used_at >= upload_list.complete_from, false) as list_is_complete,
    coalesce(upload_list.ever_other_kinds, false) as ever_other_kinds
from identifier_use
left join upload_list on identifier_use.upload_id = upload_list.upload_id
left join system_digest on identifier_use.system = system_digest.system
where identifier_use.names = 'nothing'
