"""The pictures of a report; each has its table, and every shape in it can be read without colour."""
