"""What each command shows to people: at least one file a command, results in, documents and workbooks out."""
