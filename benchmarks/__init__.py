"""Measurements: what `docs/quality.md` states, and what it is compared with."""
