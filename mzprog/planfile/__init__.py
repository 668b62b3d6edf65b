"""The plan file: the whole format, from its bytes to a :class:`mzprog.core.plan.Plan` and back into its text.

``yaml`` makes a located tree of the bytes, ``keys`` says what may stand where, ``values`` reads it,
``load`` puts the plan together; ``edit`` changes single values in the text, ``schema`` tells editors.
"""
