"""Phone numbers: exactly what `phonenumbers` answers, at the speed of a column."""
