"""What the answers say about the strands. Pure: no I/O, clock or randomness."""
