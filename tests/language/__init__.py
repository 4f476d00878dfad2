"""Tests of loading, parsing and training the language models."""
