"""What comes in: JSON, pages, languages."""
