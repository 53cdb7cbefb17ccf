"""How texts become rows. `service.ingest()` is the only way into the archive."""
