-- Title: Partner maps: which of its users a partner tied to which account, when, and through what
-- A partner makes its map anew every 75 days or so. In each version a user has a row for every identifier
-- that the partner knows of it and that the account holds at that instant.

create macro map_time(q, v) as
    first_upload() - days(30) + v * days(75) + pick(q * 1000 + v, 60, days(10));

create macro map_version(q, t) as
    (t - first_upload() + days(30)) // days(75)
    - (map_time(q, (t - first_upload() + days(30)) // days(75)) > t)::bigint;

create macro partner_user(q, a) as
    'user-' || substr(sha256((draw(a * 64 + q, 61))::varchar), 1, 16);

create macro is_known_to(h, q) as
    dice(h * 64 + q, 62) < 0.6;

-- What is left of the maps: of some partners none, of others only the later versions, of some users none.
create macro is_map_lost(q, v, a) as
    befalls(q, 63, map_lost_share())
    or befalls(a * 64 + q, 65, map_lost_share())
    or (v < 12 and befalls(q, 64, 2 * map_lost_share()));
