"""Where the object store keeps its bytes: a folder, or a bucket of an S3 service."""
