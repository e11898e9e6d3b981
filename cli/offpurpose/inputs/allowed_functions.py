"""The functions that a column mapping may call: pure functions of one row, none that costs without bound."""

from __future__ import annotations

_TEXT = """
    ascii bar base64 bin char_length character_length chr concat concat_ws contains decode encode ends_with
    format from_base64 from_hex hex instr lcase left left_grapheme len length length_grapheme like_escape
    lower lpad ltrim md5 nfc_normalize not_like_escape octet_length ord overlay position prefix printf
    regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
    regexp_split_to_array replace reverse right right_grapheme rpad rtrim sha1 sha256 split split_part
    starts_with str_split str_split_regex string_split string_split_regex string_to_array strip_accents
    strlen strpos substr substring substring_grapheme suffix to_base to_base64 to_binary to_hex translate
    trim ucase unbin unhex unicode upper url_decode url_encode
"""

_NUMBERS = """
    abs ceil ceiling even floor greatest least mod pow power round round_even sign trunc divide multiply
    subtract add
"""

_INSTANTS = """
    century date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname
    dayofmonth dayofweek dayofyear epoch epoch_ms epoch_ns epoch_us hour isodow isoyear last_day make_date
    make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond millisecond
    minute month monthname nanosecond quarter second strftime strptime timezone to_days to_hours
    to_microseconds to_milliseconds to_minutes to_months to_seconds to_timestamp to_weeks to_years
    try_strptime week weekday weekofyear year yearweek
"""

_NESTED = """
    array_extract array_slice array_value cardinality element_at flatten json_array_length json_exists
    json_extract json_extract_path json_extract_path_text json_extract_string json_type json_valid json_value
    list_contains list_element list_extract list_position list_slice list_value map_extract map_extract_value
    map_keys map_values struct_extract struct_extract_at struct_pack to_json typeof
"""

_CHOICES = "coalesce constant_or_null ifnull nullif if isfinite isinf isnan"

_OPERATORS = "+ - * / // % || -> ->> ~ ~~ ~~* ~~~ !~~ !~~* !~ @> <@ ^@ & | << >>"

ALLOWED_FUNCTIONS = frozenset(f"{_TEXT} {_NUMBERS} {_INSTANTS} {_NESTED} {_CHOICES} {_OPERATORS}".split())
