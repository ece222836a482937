"""The running service: the only place with I/O, clock, randomness and secrets."""
