"""The audit: from an incident file to a case folder."""
