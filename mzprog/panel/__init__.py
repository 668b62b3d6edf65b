"""Long tables on the engines that hold them: the same rules, exact, where the data is too long for files."""
