"""Whether the archive is what its texts say, and its repair."""
