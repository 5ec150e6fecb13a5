"""/api/v1: JSON for programs, with a token."""
