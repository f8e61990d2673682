"""Benchmarks: the speed of the main job, and the engine on tables and questions of others."""
