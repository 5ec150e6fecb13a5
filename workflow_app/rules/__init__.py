"""Pure functions and frozen data: calendar, deadlines, forms, permissions. No database, no clock, no engine."""
