"""The composition root: FastAPI app, settings, authentication, pages and command line."""
