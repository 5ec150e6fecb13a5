"""Notices and licences as files to hand over."""
