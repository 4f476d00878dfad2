"""The queue before the models."""
