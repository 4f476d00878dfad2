"""Scores of the service and its models against the shared corpora."""
