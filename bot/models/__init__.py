"""Adapters to models, behind the protocols of the pure packages."""
