"""Simulated people: they work cases of real diagrams in virtual time, by the same commands as real ones."""
