"""What comes in → an article: JSON and HTML are read, every fault is told, and texts that are not English are refused."""
