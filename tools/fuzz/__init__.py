"""Coverage-guided fuzzing of every entrance; see docs/hostile-input.md."""
