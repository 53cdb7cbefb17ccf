"""What pages show of texts, as safe HTML. No database."""
