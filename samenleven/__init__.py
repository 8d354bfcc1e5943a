"""The frame of the portal and its ground floor."""

from samenleven.celery import app as celery_app

__all__ = ["celery_app"]
