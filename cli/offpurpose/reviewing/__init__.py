"""Human review of a case: a random sample of its accounts, and how far reviewers agree with the verdicts."""
