"""
Files in a store that speaks the S3 protocol.
"""
