"""The visit stage."""
