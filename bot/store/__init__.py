"""The two encrypted files and the only SQL."""
