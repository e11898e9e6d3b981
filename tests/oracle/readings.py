"""Where the rules leave something open: how the oracle reads them, and why."""

from __future__ import annotations

READINGS = """
- A kind or region of white space alone is a missing value; an id, purpose or system of blanks is itself.
- Equal rows: region trimmed and upper-cased, kind with `e-mail` as `email` - in the names of matches too,
  as names must not depend on which of two equal rows comes first. A system left out is not the system that
  is implied by it.
- A row rejected for several faults may be reported under any of them, once.
- `entry_count` and `matched_count` are whole numbers without a sign, at most 2^63-1; `status` is exact.
- Hex or base64 of 16, 20, 32 or 64 bytes in `identifier` is a digest, save in rows of another kind; of an
  algorithm that is not listed it is rejected there too.
- In a row of another kind, `identifier_hash` is never the reason of a rejection: how contact data was hashed
  says nothing of device ids. A whole digest there is known by its bytes, and stands in the name of the
  match as hex; any other text is known as `other:`.
- Under `gmail`, an address of which nothing is left before the `@` is unmatchable.
- Two map rows with a `key_id`, one raw and one a digest, are never equal: one is judged, one has no key.
- Digests are linked by every raw value of any input that can be normalised, also where the row's own digest
  wins, or where the row is rejected: what two digests have in common is arithmetic, not evidence.
- A raw value without a kind is compared with holdings of both kinds, as its digest would be.
- Without a kind, the class of a named digest is that of the holdings of both kinds together; K and H hold
  each (kind, digest) apart, an entry without a kind standing for either.
- Records concerned and `kind`, where no kind is named: the kinds of the holdings at t, else (rule 5) of
  all.
- A list is not complete if a rejected uploads row names it either (its record may have had a key or an
  entry_count); rejected rows that name no upload touch no list.
- A list whose record is missing can be complete, and one without `uploaded_at` is not held back by it.
- A list with a `key_id` is not complete even where all its entries are raw.
- Rows read for a list, against `entry_count`: duplicates count. Entries of other kinds and unmatchable ones
  count as accepted entries; an entry with no instant in its interval still shows another kind for rule 9b.
- A rejected matches row is known to be in another system only by an accepted upload record; known to be
  outside the window only by instants that can be read; under `active`, one that began before the window and
  whose `ended_at` is bad is not known to be outside.
- Country: a raw number for which phonenumbers has no country goes by the row's region; a region that is
  none is no country; unmatchable numbers have no say; nor does a raw value beside a digest. Of equal rows
  one that gives the number raw says the country, whichever is the first.
- Lag looks at each record (kind, digest) apart.
- `log_until` is the last accepted match of the incident's systems and `unknown`; `matches_after_window` is
  of these too. With none after `end`, the security-only and ambiguous counts are null, and `last_at` with
  no security-only one. `last_at` is the last security-only match after `end`.
- `still_active_security_only` is null where no accepted match of the incident's systems and `unknown`, at
  whatever time, has an `ended_at`.
- Coverage counts accepted matches of every system, on the day of `matched_at`, that are inside the window
  by the incident's rule; by system, over the same days. Without a day, the share is null.
- Edges move one edge by a whole day; a window that becomes empty has bounds of nought.
- Offsets go to 23:59 either way, `-HH` as well as `+HH`; a date alone takes no offset.
- Not told by the oracle: rows torn apart by their file, masked values, breakdowns, the counts of cut digits
  and of local times that occur twice or not at all.
"""
