# The portal in production: one image for web, worker, beat and migration.
FROM python:3.11-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /home/portal portal \
    && install --directory --owner portal --group portal /srv/portal /srv/data

WORKDIR /srv/portal
COPY requirements.lock ./
RUN pip install --no-cache-dir --requirement requirements.lock

COPY . .

# Collecting static files needs no secret: these values are for this one line and are not kept.
RUN SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built \
    ALLOWED_HOSTS=localhost PORTAL_BASE_URL=https://localhost DEFAULT_FROM_EMAIL=build@localhost \
    EMAIL_HOST=localhost DATABASE_URL=postgres://localhost/build CELERY_BROKER_URL=memory:// \
    PORTAL_DATA=/tmp/build PORTAL_STATIC=/srv/portal/collected \
    python manage.py collectstatic --noinput --ignore flags \
    && rm -rf /tmp/build

ENV PYTHONUNBUFFERED=1 \
    PORTAL_DATA=/srv/data \
    PORTAL_STATIC=/srv/portal/collected
USER portal
VOLUME /srv/data
EXPOSE 8000

# Whether this container's web server reaches its database; the worker is asked on its own.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "tools/healthcheck.py"]

CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--timeout", "60", "--graceful-timeout", "20", "--access-logfile", "-", \
     "--no-control-socket", "cms_portal.wsgi"]
