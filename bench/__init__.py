"""The benchmarks: one file per question asked of performance; `run.py` asks them all."""
