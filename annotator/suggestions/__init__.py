"""What might be tagged in a text, and why. Pure: what a suggester needs is given to it.

A suggester is anything that is called with a Context and returns Suggestions; see kinds.py. Suggestions are
drawn, accepted and refused in the workspace. They are stored nowhere, so no export and no count holds any.
"""
