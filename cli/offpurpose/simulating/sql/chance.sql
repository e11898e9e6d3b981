-- Title: Chance that is none: every draw is a pure function of a number, a salt and the seed
-- A row is made from its number alone, so that any part of the world can be made anywhere, in any order,
-- and what really happened is known without looking anything up. All instants are microseconds since 1970.

create macro draw(x, salt) as
    hash(xor(x * 1000 + salt, key()));

-- From 0 to below 1.
create macro dice(x, salt) as
    (draw(x, salt) >> 11)::double / 9007199254740992.0;

-- From 0 to n - 1.
create macro pick(x, salt, n) as
    (draw(x, salt) % n::ubigint)::bigint;

-- Whether something befalls x; where it befalls none, nothing is drawn.
create macro befalls(x, salt, share) as
    share > 0 and dice(x, salt) < share;

create macro days(n) as
    n * 86400000000;

create macro instant(us) as
    make_timestamp(us) at time zone 'UTC';
