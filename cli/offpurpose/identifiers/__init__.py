"""E-mail addresses, phone numbers and their digests: normalised and digested at the door, then forgotten.

`sql.register` is the way in: expressions that loading puts into its queries. `masking` hides identifiers in
what is shown; it imports no heavy module.
"""
