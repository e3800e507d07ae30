"""The speed of the product as ratios: bench/run prints them, docs/performance.md says what they mean."""
