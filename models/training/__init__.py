"""Trains the English models from a corpora folder: ``python -m models.training CORPORA``."""
