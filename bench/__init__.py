"""The benchmark: an incident of a given size, the floor that no audit can beat, and the audit."""
