-- MySQL 9.0

-- create schema
CREATE SCHEMA IF NOT EXISTS `live`;

-- create role
CREATE ROLE `readers`;

-- create table
CREATE TABLE `live`.`nw_data__customers_merge` (
  `customer_id` VARCHAR(5) NOT NULL,
  `company_name` VARCHAR(40) NOT NULL,
  `city` VARCHAR(15),
  `order` INT,
  PRIMARY KEY (`customer_id`)
);

-- create table
CREATE TABLE `live`.`nw_data__employees_merge` (
  `employee_id` SMALLINT NOT NULL,
  `last_name` VARCHAR(20) NOT NULL,
  `birth_date` DATE,
  `photo` LONGBLOB,
  `notes` VARCHAR(10000),
  PRIMARY KEY (`employee_id`),
  CONSTRAINT `photo_trueup_02d8c032` CHECK (LENGTH(`photo`) <= 1000000)
);

-- create table
CREATE TABLE `live`.`nw_data__orders_merge` (
  `order_id` INT NOT NULL,
  `customer_id` VARCHAR(5),
  `placed` DATETIME(6) NOT NULL,
  `freight` DECIMAL(10,2),
  PRIMARY KEY (`order_id`)
);

-- create table
CREATE TABLE `live`.`nw_data__order_details_merge` (
  `order_id` INT NOT NULL,
  `product_id` SMALLINT NOT NULL,
  `quantity` SMALLINT NOT NULL,
  `discount` FLOAT NOT NULL,
  PRIMARY KEY (`order_id`, `product_id`)
);

-- create table, divided
CREATE TABLE `live`.`nw_data__orders_divided_merge` (
  `order_id` INT NOT NULL,
  `customer_id` VARCHAR(5),
  `placed` DATETIME(6) NOT NULL,
  `freight` DECIMAL(10,2),
  PRIMARY KEY (`order_id`)
)
PARTITION BY KEY (`order_id`) PARTITIONS 4;

-- create index
CREATE INDEX `nw_data__orders_merge_trueup_986f1992` ON `live`.`nw_data__orders_merge` (`customer_id`) ALGORITHM = INPLACE LOCK = NONE;

-- float128: MySQL 9.0 has no type that holds 'float128' without loss
-- mxfp8_e4m3: MySQL 9.0 has no type that holds 'mxfp8_e4m3' without loss

-- create table of every type
CREATE TABLE `live`.`nw_data__every_type_merge` (
  `id` INT NOT NULL,
  `c1` TINYINT(1),
  `c2` TINYINT,
  `c3` SMALLINT,
  `c4` INT,
  `c5` BIGINT,
  `c6` FLOAT,
  `c7` FLOAT,
  `c8` DOUBLE,
  `c9` FLOAT,
  `c10` DECIMAL(10,2),
  `c11` DECIMAL(38,10),
  `c12` VARCHAR(5),
  `c13` VARCHAR(40),
  `c14` LONGTEXT,
  `c15` LONGTEXT,
  `c16` VARCHAR(40),
  `c17` LONGTEXT,
  `c18` DATE,
  `c19` TIME(6),
  `c20` DATETIME(6),
  `c21` DATETIME(6),
  `c22` VARCHAR(64),
  `c23` VARBINARY(16),
  `c24` VARBINARY(40000),
  `c25` LONGBLOB,
  `c26` LONGTEXT,
  `c27` BINARY(16),
  `c28` VECTOR(384),
  `c29` LONGBLOB,
  `c30` JSON,
  `c31` JSON,
  `c32` JSON,
  `c33` JSON,
  PRIMARY KEY (`id`),
  CONSTRAINT `c14_trueup_51551e71` CHECK (CHAR_LENGTH(`c14`) <= 20000)
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
ALTER TABLE `live`.`nw_data__customers_merge` COMMENT = 'It''s 5" \\ wide,\nand more';

-- comment on view: MySQL 9.0 keeps no comments on views

-- comment on column: MySQL 9.0 changes a column only as a whole, and not by a comment alone

-- grant usage: nothing to do

-- grant
GRANT SELECT ON `live__reporting`.`nw_data__customers` TO `readers`;

-- add column
ALTER TABLE `live`.`nw_data__customers_merge` ADD COLUMN `fax` VARCHAR(24);

-- add column with a default
ALTER TABLE `live`.`nw_data__customers_merge` ADD COLUMN `kind` VARCHAR(24) DEFAULT 'retail' NOT NULL;

-- widen varchar(15) to varchar(30): MySQL 9.0 changes a column only as a whole, and not by a type alone

-- widen decimal(10,2) to decimal(12,2): MySQL 9.0 changes a column only as a whole, and not by a type alone

-- widen integer to bigint: MySQL 9.0 changes a column only as a whole, and not by a type alone

-- drop not null: MySQL 9.0 changes a column only as a whole, and not by whether it may be null alone

-- set not null: MySQL 9.0 changes a column only as a whole, and not by whether it may be null alone

-- add check
ALTER TABLE `live`.`nw_data__customers_merge` ADD CONSTRAINT `city_is_long` CHECK (`city` > 'A');

-- validate check: nothing to do

-- drop check
ALTER TABLE `live`.`nw_data__customers_merge` DROP CONSTRAINT `city_is_long`;

-- add primary key
ALTER TABLE `live`.`nw_data__keyless_merge` ADD PRIMARY KEY (`id`);

-- restore owner: MySQL 9.0 gives the view live__reporting.nw_data__customers to no other owner

-- revoke
REVOKE ALL PRIVILEGES ON `live__reporting`.`nw_data__customers` FROM `readers`;

-- revoke usage: nothing to do

-- drop role
DROP ROLE `readers`;

-- drop view
DROP VIEW `live__reporting`.`nw_data__customers`;

-- drop table
DROP TABLE `live`.`nw_data__customers_merge`;

-- drop schema: MySQL 9.0 drops a schema with all that lies in it, and cannot be told not to
