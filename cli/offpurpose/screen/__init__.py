"""What people see: results, progress and messages."""
