-- Run by the PostgreSQL image once, on an empty volume: one server, a database and an owner for each who keeps data here.
-- Passwords come from the container's environment, so that none is written into a file or shown in a process list.
\getenv aisha_password AISHA_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

create role aisha login password :'aisha_password';
create role temporal login password :'temporal_password';

create database aisha owner aisha;
create database temporal owner temporal;
create database temporal_visibility owner temporal;

-- Without this each could connect to the other's database.
revoke all on database aisha, temporal, temporal_visibility from public;
