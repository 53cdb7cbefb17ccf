"""How texts become rows. `service` is the only door into the archive: `preview()` and `ingest()`."""
