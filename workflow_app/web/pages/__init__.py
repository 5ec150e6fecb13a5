"""The pages people work with, drawn on the server."""
