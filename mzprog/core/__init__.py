"""What a plan is and what it is worth: times, figures, methods, rules, the assessment and its words."""
