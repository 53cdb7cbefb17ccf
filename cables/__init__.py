"""The archive of telegrams: parsing them, linking them, serving them."""
