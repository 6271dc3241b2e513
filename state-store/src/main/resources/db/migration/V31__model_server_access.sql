-- A model server's database user may find the owner of a token, and read no digest of one.

CREATE FUNCTION trueup.find_api_token(wanted text)
  RETURNS TABLE (name text, scope text, created_at timestamptz, expires_at timestamptz)
  LANGUAGE sql SECURITY DEFINER ROWS 1
  SET search_path = pg_catalog, trueup, pg_temp
AS $$
  SELECT t.name, t.scope, t.created_at, t.expires_at
    FROM trueup.api_token AS t
   WHERE t.digest = wanted
     AND t.revoked_at IS NULL
     AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
   ORDER BY t.id
   LIMIT 1
$$;
COMMENT ON FUNCTION trueup.find_api_token(text) IS 'The valid token with a digest; no row when there is none.';
REVOKE ALL ON FUNCTION trueup.find_api_token(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trueup.find_api_token(text) TO trueup_app;

COMMENT ON COLUMN audit.gate_history.kind IS 'The kind of gate: blocked, paused, held, removal-guard, policy, window, dependency, soak, credentials or model-servers.';
