"""Replay, verification and detection, from the journal alone."""
