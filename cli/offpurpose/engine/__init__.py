"""Running the audit's SQL: the database, the query files, and their order."""
