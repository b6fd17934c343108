"""
Raw mail: what a message says, and where messages come from.
"""
