"""One file a format, each a function to ``str``; a format is imported when it is asked for."""
