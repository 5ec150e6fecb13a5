"""The HTTP interface for programs (CONTRACT): thin routes, one file per noun."""

PREFIX = "/api/v1"
