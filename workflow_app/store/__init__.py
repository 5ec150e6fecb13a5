"""Tables and statements. Nothing here commits."""
