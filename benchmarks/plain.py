"""H: a bare Django `JsonResponse` without middleware, what every ratio is a ratio to."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path


def plain(request):
    return JsonResponse({"status": "UP"})


urlpatterns = [path("api/v1/health", plain)]

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="only-for-the-benchmarks")
application = get_wsgi_application()
