"""What `dev.py` does, one module a concern; the standard library suffices for all of it."""
