"""Isolation: components of third parties at work in processes of their own."""
