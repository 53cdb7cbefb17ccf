"""What a telegram's text says, in pure Python: `parse(text, mrn=None) -> Telegram`."""
