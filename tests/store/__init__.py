"""Tests of workflow_app/store."""
