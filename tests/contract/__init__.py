"""What the service says it takes and gives, against what it does."""
