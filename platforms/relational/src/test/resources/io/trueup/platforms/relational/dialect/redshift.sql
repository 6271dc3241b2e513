-- Amazon Redshift

-- create schema
CREATE SCHEMA IF NOT EXISTS "live";

-- create role
CREATE ROLE "readers";

-- create table
CREATE TABLE "live"."nw_data__customers_merge" (
  "customer_id" VARCHAR(20) NOT NULL,
  "company_name" VARCHAR(160) NOT NULL,
  "city" VARCHAR(60),
  "order" INTEGER,
  PRIMARY KEY ("customer_id")
);

-- create table
CREATE TABLE "live"."nw_data__employees_merge" (
  "employee_id" SMALLINT NOT NULL,
  "last_name" VARCHAR(80) NOT NULL,
  "birth_date" DATE,
  "photo" VARBYTE(1000000),
  "notes" VARCHAR(40000),
  PRIMARY KEY ("employee_id")
);

-- create table
CREATE TABLE "live"."nw_data__orders_merge" (
  "order_id" INTEGER NOT NULL,
  "customer_id" VARCHAR(20),
  "placed" TIMESTAMPTZ NOT NULL,
  "freight" DECIMAL(10,2),
  PRIMARY KEY ("order_id")
);

-- create table
CREATE TABLE "live"."nw_data__order_details_merge" (
  "order_id" INTEGER NOT NULL,
  "product_id" SMALLINT NOT NULL,
  "quantity" SMALLINT NOT NULL,
  "discount" REAL NOT NULL,
  PRIMARY KEY ("order_id", "product_id")
);

-- create table, divided: Amazon Redshift divides no table by a hash of its columns

-- create index: Amazon Redshift has no indexes

-- float128: Amazon Redshift has no type that holds 'float128' without loss
-- mxfp8_e4m3: Amazon Redshift has no type that holds 'mxfp8_e4m3' without loss
-- varchar(20000): Amazon Redshift holds text of at most 65535 bytes, which 16383 characters of 4 bytes fill
-- varchar: Amazon Redshift holds text of at most 65535 bytes, and 'varchar' has no bound
-- string: Amazon Redshift holds text of at most 65535 bytes, and 'string' has no bound
-- binary: Amazon Redshift holds at most 16777216 bytes, and 'binary' has no bound

-- create table of every type
CREATE TABLE "live"."nw_data__every_type_merge" (
  "id" INTEGER NOT NULL,
  "c1" BOOLEAN,
  "c2" SMALLINT,
  "c3" SMALLINT,
  "c4" INTEGER,
  "c5" BIGINT,
  "c6" REAL,
  "c7" REAL,
  "c8" DOUBLE PRECISION,
  "c9" REAL,
  "c10" DECIMAL(10,2),
  "c11" DECIMAL(38,10),
  "c12" VARCHAR(20),
  "c13" VARCHAR(160),
  "c14" VARCHAR(160),
  "c15" DATE,
  "c16" TIME,
  "c17" TIMESTAMP,
  "c18" TIMESTAMPTZ,
  "c19" VARCHAR(64),
  "c20" VARBYTE(16),
  "c21" VARBYTE(40000),
  "c22" SUPER,
  "c23" CHAR(36),
  "c24" SUPER,
  "c25" VARBYTE(16777216),
  "c26" SUPER,
  "c27" SUPER,
  "c28" SUPER,
  "c29" SUPER,
  PRIMARY KEY ("id")
);

-- create view
CREATE VIEW "live__reporting"."nw_data__customers" ("customer_id", "company_name", "city", "order") AS
SELECT "customer_id", "company_name", "city", "order"
  FROM "live"."nw_data__customers_merge"
 WHERE "city" IS NOT NULL;

-- replace view
CREATE OR REPLACE VIEW "live__reporting"."nw_data__customers" ("customer_id", "company_name", "city", "order") AS
SELECT "customer_id", "company_name", "city", "order"
  FROM "live"."nw_data__customers_merge"
 WHERE "city" IS NOT NULL;

-- comment on table
COMMENT ON TABLE "live"."nw_data__customers_merge" IS 'It''s 5" \\ wide,\nand more';

-- comment on view
COMMENT ON VIEW "live__reporting"."nw_data__customers" IS 'It''s 5" \\ wide,\nand more';

-- comment on column
COMMENT ON COLUMN "live"."nw_data__customers_merge"."city" IS 'It''s 5" \\ wide,\nand more';

-- grant usage
GRANT USAGE ON SCHEMA "live__reporting" TO ROLE "readers";

-- grant
GRANT SELECT ON "live__reporting"."nw_data__customers" TO ROLE "readers";

-- add column
ALTER TABLE "live"."nw_data__customers_merge" ADD COLUMN "fax" VARCHAR(96);

-- add column with a default
ALTER TABLE "live"."nw_data__customers_merge" ADD COLUMN "kind" VARCHAR(96) DEFAULT 'retail' NOT NULL;

-- widen varchar(15) to varchar(30)
ALTER TABLE "live"."nw_data__customers_merge" ALTER COLUMN "city" TYPE VARCHAR(120);

-- widen decimal(10,2) to decimal(12,2): Amazon Redshift changes no column from DECIMAL(10,2) to DECIMAL(12,2) in place

-- widen integer to bigint: Amazon Redshift changes no column from INTEGER to BIGINT in place

-- drop not null: Amazon Redshift lets no column become nullable

-- set not null: Amazon Redshift lets no column become one that is never null

-- add check: Amazon Redshift keeps no conditions on rows

-- validate check: Amazon Redshift keeps no conditions on rows

-- drop check: Amazon Redshift keeps no conditions on rows

-- add primary key
ALTER TABLE "live"."nw_data__keyless_merge" ADD PRIMARY KEY ("id");

-- restore owner
ALTER TABLE "live__reporting"."nw_data__customers" OWNER TO "readers";

-- revoke
REVOKE ALL ON "live__reporting"."nw_data__customers" FROM ROLE "readers";

-- revoke usage
REVOKE USAGE ON SCHEMA "live__reporting" FROM ROLE "readers";

-- drop role
DROP ROLE "readers";

-- drop view
DROP VIEW "live__reporting"."nw_data__customers";

-- drop table
DROP TABLE "live"."nw_data__customers_merge";

-- drop schema
DROP SCHEMA "live" RESTRICT;
