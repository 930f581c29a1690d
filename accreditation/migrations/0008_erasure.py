"""The one function that purges row history: of a person whose erasure is on the record."""

from typing import ClassVar

from django.db import migrations

# Any of some texts, as whole words.
WORDS = r"""
CREATE OR REPLACE FUNCTION portal_words(words text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT '(?<![[:alnum:]_])(' || string_agg(
        regexp_replace(w, '([^[:alnum:][:space:]_])', '\\\1', 'g'), '|'
    ) || ')(?![[:alnum:]_])' FROM unnest(words) w
$$;
"""
# An address is its owner's alone and is looked for everywhere. A name may be anybody's, and is chosen
# freely: it is looked for in what its owner wrote, so that nobody purges what others wrote.
# The owner's rights are needed, as the portal's own role may delete no history; hence every table
# and condition is named here, and nothing of what is purged is given by the caller.
FORWARD = r"""
CREATE OR REPLACE FUNCTION portal_forget(person bigint, history regclass) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    called text;
    addresses text[];
    before text := current_setting('pgtrigger.ignore', true);
    gone bigint;
BEGIN
    SELECT NULLIF(btrim(u.name::text), ''), ARRAY[u.email::text] || ARRAY(
        SELECT a.email::text FROM account_emailaddress a WHERE a.user_id = u.id AND a.verified
    ) INTO called, addresses
    FROM partners_user u
    WHERE u.id = person AND NOT u.is_active AND u.erased_at IS NULL
        AND EXISTS (SELECT 1 FROM accreditation_ledgerentry e
            WHERE e.act = 'person.erase' AND e.object = u.uuid::text);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'portal: history is purged of a person whose erasure is on the record'
            USING ERRCODE = 'check_violation';
    END IF;
    IF history::text NOT IN ('accreditation_answerevent',
        'accreditation_applicationquestionevent', 'reporting_reportanswerevent') THEN
        RAISE EXCEPTION 'portal: % is not purged', history USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('pgtrigger.ignore', (
        SELECT COALESCE(array_agg(t.tgname::text), '{}')::text FROM pg_trigger t
        WHERE t.tgrelid = history AND t.tgname LIKE 'pgtrigger\_append\_only\_%'
    ), true);
    EXECUTE format(
        'DELETE FROM %s h WHERE to_jsonb(h)::text ~* $1 OR ($2 AND to_jsonb(h)::text ~* $3'
        ' AND $4 IN (to_jsonb(h) ->> ''changed_by_id'', to_jsonb(h) ->> ''answered_by_id''))',
        history
    ) USING portal_words(addresses), called IS NOT NULL,
        portal_words(ARRAY[called]), person::text;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('pgtrigger.ignore', COALESCE(NULLIF(before, ''), '{}'), true);
    RETURN gone;
END
$$;
"""


class Migration(migrations.Migration):
    """Add the function."""

    dependencies: ClassVar = [
        ("accreditation", "0007_clarifications_and_extensions"),
        ("partners", "0006_calendar_feed_and_erasure"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(WORDS, "DROP FUNCTION IF EXISTS portal_words(text[])"),
        migrations.RunSQL(FORWARD, "DROP FUNCTION IF EXISTS portal_forget(bigint, regclass)"),
    ]
