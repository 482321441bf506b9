#!/bin/sh
# Runs once, when the database is first created. The owner's role migrates; the portal runs with a role that may
# use the tables but not alter them or switch their triggers off.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner_password="$PANLONG_OWNER_PASSWORD" --set web_password="$PANLONG_WEB_PASSWORD" <<'SQL'
CREATE ROLE panlong_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE panlong_web LOGIN PASSWORD :'web_password';
CREATE DATABASE panlong OWNER panlong_owner;
REVOKE ALL ON DATABASE panlong FROM PUBLIC;
GRANT CONNECT ON DATABASE panlong TO panlong_web;
\connect panlong
ALTER SCHEMA public OWNER TO panlong_owner;
GRANT USAGE ON SCHEMA public TO panlong_web;
ALTER DEFAULT PRIVILEGES FOR ROLE panlong_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO panlong_web;
ALTER DEFAULT PRIVILEGES FOR ROLE panlong_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO panlong_web;
SQL
