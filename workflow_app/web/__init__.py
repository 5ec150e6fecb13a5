"""HTTP in, answer out: no rules, no SQL, no engine."""
