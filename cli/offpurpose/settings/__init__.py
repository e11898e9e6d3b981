"""Files of settings in TOML: typed access that gathers every problem."""
