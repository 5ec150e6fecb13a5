"""Tests of workflow_app/commands."""
