-- Title: Accounts that each list with a recorded number of matches would have matched
-- Grain: one row per upload and set of rule packs that would match the same accounts
-- Assumes: matched_count counts accounts; an account is matched by what it held when the list was sent, or
--   ever where that is not known; a contact that is a digest already is the same under every pack (all bits)
-- Rules: section 1 (upload, entry, holding)
with held as (
    select
        contact.account_id,
        contact.kind,
        contact.valid_from,
        contact.valid_to,
        coalesce(rule_digest.digest, contact.digest) as digest,
        coalesce(rule_digest.rules, -1) as rules
    from contact
    left join rule_digest on contact.source_row = rule_digest.source_row
    where rule_digest.source_row is not null or not contact.unmatchable
),

matched as (
    select
        upload.upload_id,
        held.account_id,
        bit_or(held.rules & calibration_entry.rules) as rules
    from upload
    inner join calibration_entry on upload.upload_id = calibration_entry.upload_id
    inner join held
        on
            calibration_entry.digest = held.digest
            and (calibration_entry.kind is null or calibration_entry.kind = held.kind)
            and coalesce(held.valid_from <= upload.uploaded_at, true)
            and coalesce(held.valid_to > upload.uploaded_at, true)
    where upload.matched_count is not null
    group by all
)

select
    upload_id,
    rules,
    count(*) as accounts
from matched
group by upload_id, rules
