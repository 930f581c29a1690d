"""The SQL function behind every stamp; an offset is honoured in demonstration and tests only."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF current_setting('portal.mode', true) IN ('demonstration', 'test') THEN
        RETURN clock_timestamp() + make_interval(
            secs => COALESCE(NULLIF(current_setting('portal.clock_offset', true), ''), '0')::float8
        );
    END IF;
    RETURN clock_timestamp();
END
$$;
"""
PORTAL_CLOCK = migrations.RunSQL(FORWARD, "DROP FUNCTION IF EXISTS portal_now()")
