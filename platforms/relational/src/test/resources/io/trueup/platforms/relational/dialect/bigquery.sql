-- BigQuery

-- create schema
CREATE SCHEMA IF NOT EXISTS `live`;

-- create role: BigQuery has no roles of its own

-- create table
CREATE TABLE `live`.`nw_data__customers_merge` (
  `customer_id` STRING(5) NOT NULL,
  `company_name` STRING(40) NOT NULL,
  `city` STRING(15),
  `order` INT64,
  PRIMARY KEY (`customer_id`) NOT ENFORCED
);

-- create table
CREATE TABLE `live`.`nw_data__employees_merge` (
  `employee_id` INT64 NOT NULL,
  `last_name` STRING(20) NOT NULL,
  `birth_date` DATE,
  `photo` BYTES(1000000),
  `notes` STRING(10000),
  PRIMARY KEY (`employee_id`) NOT ENFORCED
);

-- create table
CREATE TABLE `live`.`nw_data__orders_merge` (
  `order_id` INT64 NOT NULL,
  `customer_id` STRING(5),
  `placed` TIMESTAMP NOT NULL,
  `freight` NUMERIC(10,2),
  PRIMARY KEY (`order_id`) NOT ENFORCED
);

-- create table
CREATE TABLE `live`.`nw_data__order_details_merge` (
  `order_id` INT64 NOT NULL,
  `product_id` INT64 NOT NULL,
  `quantity` INT64 NOT NULL,
  `discount` FLOAT64 NOT NULL,
  PRIMARY KEY (`order_id`, `product_id`) NOT ENFORCED
);

-- create table, divided: BigQuery divides no table by a hash of its columns

-- create index: BigQuery has no indexes of columns

-- float128: BigQuery has no type that holds 'float128' without loss
-- mxfp8_e4m3: BigQuery has no type that holds 'mxfp8_e4m3' without loss

-- create table of every type
CREATE TABLE `live`.`nw_data__every_type_merge` (
  `id` INT64 NOT NULL,
  `c1` BOOL,
  `c2` INT64,
  `c3` INT64,
  `c4` INT64,
  `c5` INT64,
  `c6` FLOAT64,
  `c7` FLOAT64,
  `c8` FLOAT64,
  `c9` FLOAT64,
  `c10` NUMERIC(10,2),
  `c11` BIGNUMERIC(38,10),
  `c12` STRING(5),
  `c13` STRING(40),
  `c14` STRING(20000),
  `c15` STRING,
  `c16` STRING(40),
  `c17` STRING,
  `c18` DATE,
  `c19` TIME,
  `c20` DATETIME,
  `c21` TIMESTAMP,
  `c22` INTERVAL,
  `c23` BYTES(16),
  `c24` BYTES(40000),
  `c25` BYTES,
  `c26` STRING,
  `c27` STRING(36),
  `c28` ARRAY<FLOAT64>,
  `c29` BYTES,
  `c30` STRUCT<items ARRAY<STRUCT<item INT64>>>,
  `c31` STRUCT<items ARRAY<STRUCT<item STRUCT<items ARRAY<STRUCT<item DATE>>>>>>,
  `c32` STRUCT<items ARRAY<STRUCT<key STRING(5), item NUMERIC(10,2)>>>,
  `c33` STRUCT<street STRING(60), at STRUCT<lat FLOAT64, lon FLOAT64>>,
  PRIMARY KEY (`id`) NOT ENFORCED
);

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
ALTER TABLE `live`.`nw_data__customers_merge` SET OPTIONS (description = 'It\'s 5" \\ wide,\nand more');

-- comment on view
ALTER VIEW `live__reporting`.`nw_data__customers` SET OPTIONS (description = 'It\'s 5" \\ wide,\nand more');

-- comment on column
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `city` SET OPTIONS (description = 'It\'s 5" \\ wide,\nand more');

-- grant usage: BigQuery knows no roles of databases; its access is granted to principals of IAM

-- grant: BigQuery knows no roles of databases; its access is granted to principals of IAM

-- add column
ALTER TABLE `live`.`nw_data__customers_merge` ADD COLUMN `fax` STRING(24);

-- add column with a default: BigQuery adds no column that is never null

-- widen varchar(15) to varchar(30)
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `city` SET DATA TYPE STRING(30);

-- widen decimal(10,2) to decimal(12,2)
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `freight` SET DATA TYPE NUMERIC(12,2);

-- widen integer to bigint: nothing to do

-- drop not null
ALTER TABLE `live`.`nw_data__customers_merge` ALTER COLUMN `city` DROP NOT NULL;

-- set not null: BigQuery lets no column become one that is never null

-- add check: BigQuery keeps no conditions on rows

-- validate check: BigQuery keeps no conditions on rows

-- drop check: BigQuery keeps no conditions on rows

-- add primary key
ALTER TABLE `live`.`nw_data__keyless_merge` ADD PRIMARY KEY (`id`) NOT ENFORCED;

-- restore owner: BigQuery gives the view live__reporting.nw_data__customers to no other owner

-- revoke: BigQuery knows no roles of databases; its access is granted to principals of IAM

-- revoke usage: BigQuery knows no roles of databases; its access is granted to principals of IAM

-- drop role: BigQuery has no roles of its own

-- drop view
DROP VIEW `live__reporting`.`nw_data__customers`;

-- drop table
DROP TABLE `live`.`nw_data__customers_merge`;

-- drop schema
DROP SCHEMA `live` RESTRICT;
