"""What each command shows: one file a command, results in, documents and records out."""
