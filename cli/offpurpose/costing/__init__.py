"""What an audit costs, told before: rows, time, memory, disk; and how long the rest of one takes."""
