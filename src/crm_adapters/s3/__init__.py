"""
Files in a bucket that speaks the S3 protocol.
"""

from .storage import S3Storage, bucket_at

__all__ = ["S3Storage", "bucket_at"]
