"""What is done around every request: one module for each middleware."""
