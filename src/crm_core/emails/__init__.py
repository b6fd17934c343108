"""
E-mails: what was sent and received, and what new ones are written from.
"""
