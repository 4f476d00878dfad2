"""Many articles at once: files in and out, in one process and over Ray."""
