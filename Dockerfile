# One image: the web server, the worker, the clock and the migrations are commands of it (see docker-compose.yml).
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=samenleven.settings.production \
    STATE=/var/lib/samenleven STATIC_ROOT=/app/collected
WORKDIR /app

# Only what a server needs: the part of the lock file above its line.
COPY requirements.lock ./
RUN sed '/^# --- below this line/,$d' requirements.lock > /tmp/requirements.txt \
    && pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements.txt

COPY manage.py pyproject.toml ./
COPY samenleven ./samenleven
COPY municipalities ./municipalities
COPY grants ./grants
COPY kpi ./kpi
COPY templates ./templates
COPY static ./static
COPY data ./data
# The API hands out its own description.
COPY docs/openapi.yaml ./docs/

# Collecting reads the settings, which ask for a site; none of these words stays in the image.
RUN SECRET_KEY=build DATABASE_URL=postgresql:///build REDIS_URL=redis://build ALLOWED_HOSTS=build \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/samenleven samenleven
USER samenleven
EXPOSE 8000

CMD ["gunicorn", "samenleven.wsgi", "--bind", "0.0.0.0:8000", "--no-control-socket", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
