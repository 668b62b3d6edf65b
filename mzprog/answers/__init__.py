"""What each command says: to scripts (plain dicts whose keys never change) and to people (a document)."""
