"""Lists of whatever the archive has: filters, counts, pages, and the formats that each is given in."""
