"""Read only: what lists and pages show."""
