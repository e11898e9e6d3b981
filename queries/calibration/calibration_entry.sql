-- Title: What the lists hold under the rule packs
-- Grain: one row per upload, kind and digest
-- Assumes: an entry that is a digest already is the same under every pack (all bits), unless it was keyed
-- Rules: section 1 (entry), section 2 (keyed digests)
select
    entry.upload_id,
    entry.kind,
    coalesce(rule_digest.digest, entry.digest) as digest,
    bit_or(coalesce(rule_digest.rules, -1)) as rules
from entry
left join rule_digest on entry.source_row = rule_digest.source_row
left join upload on entry.upload_id = upload.upload_id
where
    entry.identifier_state = 'digest'
    and (upload.key_id is null or rule_digest.source_row is not null)
group by all
