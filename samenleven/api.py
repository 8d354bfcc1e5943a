"""The REST API: /api/v1 mounts each app's resources."""

urlpatterns = []
