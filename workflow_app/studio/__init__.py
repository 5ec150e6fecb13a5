"""For analysts: checks on diagrams before they are published."""
