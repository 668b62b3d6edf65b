"""What can be asked of a plan and its assessment: one file a question, values in, values out."""
