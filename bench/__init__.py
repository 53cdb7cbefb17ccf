"""What measures the archive's speed, memory and growth, on cables that are made for it."""
