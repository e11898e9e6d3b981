"""The same accounts judged by other engines, over contacts whose identifiers are already digested."""
