"""Measured promises, as ratios and percentiles taken in one run."""
