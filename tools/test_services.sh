#!/bin/sh
# Run the portal with production settings on the PostgreSQL and the RabbitMQ of this machine.
set -u

answers() { .venv/bin/python -c "import socket; socket.create_connection(('127.0.0.1', $1), 2)" 2>/dev/null; }

for service in PostgreSQL:5432 RabbitMQ:5672; do
    if ! answers "${service#*:}"; then
        echo "NOT RUN: the tests on services, because no ${service%:*} answers on 127.0.0.1:${service#*:}."
        exit 0
    fi
done
answers 6379 || echo 'NOT RUN: Redis as the broker, because none answers on 127.0.0.1:6379.'
PORTAL_MODE=test DATABASE_URL="${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/portal_services}" \
    exec .venv/bin/python -m pytest -m services tests/services
