"""Tests of workflow_app/guards."""
