-- Iceberg 3

-- create schema
CREATE NAMESPACE IF NOT EXISTS `live`;

-- create role: Iceberg 3 knows no roles; its access is granted in the catalog

-- create table
CREATE TABLE `live`.`nw_data__customers_merge` (
  `customer_id` STRING NOT NULL,
  `company_name` STRING NOT NULL,
  `city` STRING,
  `order` INT
)
USING iceberg;
ALTER TABLE `live`.`nw_data__customers_merge` SET IDENTIFIER FIELDS `customer_id`;

-- create table
CREATE TABLE `live`.`nw_data__employees_merge` (
  `employee_id` INT NOT NULL,
  `last_name` STRING NOT NULL,
  `birth_date` DATE,
  `photo` BINARY,
  `notes` STRING
)
USING iceberg;
ALTER TABLE `live`.`nw_data__employees_merge` SET IDENTIFIER FIELDS `employee_id`;

-- create table
CREATE TABLE `live`.`nw_data__orders_merge` (
  `order_id` INT NOT NULL,
  `customer_id` STRING,
  `placed` TIMESTAMP NOT NULL,
  `freight` DECIMAL(10,2)
)
USING iceberg;
ALTER TABLE `live`.`nw_data__orders_merge` SET IDENTIFIER FIELDS `order_id`;

-- create table
CREATE TABLE `live`.`nw_data__order_details_merge` (
  `order_id` INT NOT NULL,
  `product_id` INT NOT NULL,
  `quantity` INT NOT NULL,
  `discount` FLOAT NOT NULL
)
USING iceberg;
ALTER TABLE `live`.`nw_data__order_details_merge` SET IDENTIFIER FIELDS `order_id`, `product_id`;

-- create table, divided
CREATE TABLE `live`.`nw_data__orders_divided_merge` (
  `order_id` INT NOT NULL,
  `customer_id` STRING,
  `placed` TIMESTAMP NOT NULL,
  `freight` DECIMAL(10,2)
)
USING iceberg
PARTITIONED BY (bucket(4, `order_id`));
ALTER TABLE `live`.`nw_data__orders_divided_merge` SET IDENTIFIER FIELDS `order_id`;

-- create index: Iceberg 3 has no indexes

-- float128: Iceberg 3 has no type that holds 'float128' without loss
-- mxfp8_e4m3: Iceberg 3 has no type that holds 'mxfp8_e4m3' without loss
-- time: Iceberg 3 is given no column 'c' of type time by Spark, which has no such type
-- uuid: Iceberg 3 is given no column 'c' of type uuid by Spark, which has no such type

-- create table of every type
CREATE TABLE `live`.`nw_data__every_type_merge` (
  `id` INT NOT NULL,
  `c1` BOOLEAN,
  `c2` INT,
  `c3` INT,
  `c4` INT,
  `c5` BIGINT,
  `c6` FLOAT,
  `c7` FLOAT,
  `c8` DOUBLE,
  `c9` FLOAT,
  `c10` DECIMAL(10,2),
  `c11` DECIMAL(38,10),
  `c12` STRING,
  `c13` STRING,
  `c14` STRING,
  `c15` STRING,
  `c16` STRING,
  `c17` STRING,
  `c18` DATE,
  `c19` TIMESTAMP_NTZ,
  `c20` TIMESTAMP,
  `c21` STRING,
  `c22` BINARY,
  `c23` BINARY,
  `c24` BINARY,
  `c25` VARIANT,
  `c26` ARRAY<FLOAT>,
  `c27` BINARY,
  `c28` ARRAY<INT>,
  `c29` ARRAY<ARRAY<DATE>>,
  `c30` MAP<STRING, DECIMAL(10,2)>,
  `c31` STRUCT<street: STRING, at: STRUCT<lat: DOUBLE, lon: DOUBLE>>
)
USING iceberg;
ALTER TABLE `live`.`nw_data__every_type_merge` SET IDENTIFIER FIELDS `id`;

-- create view
CREATE VIEW `live__reporting`.`nw_data__customers` (`customer_id`, `company_name`, `city`, `order`) AS
SELECT `customer_id`, `company_name`, `city`, `order`
  FROM `live`.`nw_data__customers_merge`
 WHERE `city` IS NOT NULL;

-- replace view
CREATE OR REPLACE VIEW `live__reporting`.`nw_data__customers` (`customer_id`, `company_name`, `city`, `order`) AS
SELECT `customer_id`, `company_name`, `city`, `order`
  FROM `live`.`nw_data__customers_merge`
 WHERE `city` IS NOT NULL;

-- comment on table
COMMENT ON TABLE `live`.`nw_data__customers_merge` IS 'It\'s 5" \\ wide,\nand more';

-- comment on view
ALTER VIEW `live__reporting`.`nw_data__customers` SET TBLPROPERTIES ('comment' = 'It\'s 5" \\ wide,\nand more');

-- comment on column
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `city` COMMENT 'It\'s 5" \\ wide,\nand more';

-- grant usage: Iceberg 3 knows no roles; its access is granted in the catalog

-- grant: Iceberg 3 knows no roles; its access is granted in the catalog

-- add column
ALTER TABLE `live`.`nw_data__customers_merge` ADD COLUMN `fax` STRING;

-- add column with a default: Iceberg 3 adds no column that is never null or has a default

-- widen varchar(15) to varchar(30): nothing to do

-- widen decimal(10,2) to decimal(12,2)
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `freight` TYPE DECIMAL(12,2);

-- widen integer to bigint
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `order` TYPE BIGINT;

-- drop not null
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `city` DROP NOT NULL;

-- set not null: Iceberg 3 lets no column become one that is never null

-- add check: Iceberg 3 keeps no conditions on rows

-- validate check: Iceberg 3 keeps no conditions on rows

-- drop check: Iceberg 3 keeps no conditions on rows

-- add primary key
ALTER TABLE `live`.`nw_data__keyless_merge` SET IDENTIFIER FIELDS `id`;

-- restore owner: Iceberg 3 gives the view live__reporting.nw_data__customers to no other owner

-- revoke: Iceberg 3 knows no roles; its access is granted in the catalog

-- revoke usage: Iceberg 3 knows no roles; its access is granted in the catalog

-- drop role: Iceberg 3 knows no roles; its access is granted in the catalog

-- drop view
DROP VIEW `live__reporting`.`nw_data__customers`;

-- drop table
DROP TABLE `live`.`nw_data__customers_merge`;

-- drop schema
DROP NAMESPACE `live` RESTRICT;
