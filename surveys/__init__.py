"""What is asked and how a conversation goes. Pure: no I/O, clock or randomness."""
