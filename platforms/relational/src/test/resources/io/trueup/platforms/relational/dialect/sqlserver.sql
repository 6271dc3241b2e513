-- SQL Server 2025

-- create schema
CREATE SCHEMA [live];

-- create role
CREATE ROLE [readers];

-- create table
CREATE TABLE [live].[nw_data__customers_merge] (
  [customer_id] nvarchar(10) NOT NULL,
  [company_name] nvarchar(80) NOT NULL,
  [city] nvarchar(30),
  [order] int,
  PRIMARY KEY ([customer_id])
);

-- create table
CREATE TABLE [live].[nw_data__employees_merge] (
  [employee_id] smallint NOT NULL,
  [last_name] nvarchar(40) NOT NULL,
  [birth_date] date,
  [photo] varbinary(max),
  [notes] nvarchar(max),
  PRIMARY KEY ([employee_id]),
  CONSTRAINT [photo_trueup_3d98cd1f] CHECK (DATALENGTH([photo]) <= 1000000)
);

-- create table
CREATE TABLE [live].[nw_data__orders_merge] (
  [order_id] int NOT NULL,
  [customer_id] nvarchar(10),
  [placed] datetimeoffset(6) NOT NULL,
  [freight] decimal(10,2),
  PRIMARY KEY ([order_id])
);

-- create table
CREATE TABLE [live].[nw_data__order_details_merge] (
  [order_id] int NOT NULL,
  [product_id] smallint NOT NULL,
  [quantity] smallint NOT NULL,
  [discount] real NOT NULL,
  PRIMARY KEY ([order_id], [product_id])
);

-- create table, divided: SQL Server 2025 divides no table by a hash of its columns

-- create index
CREATE INDEX [nw_data__orders_merge_trueup_986f1992] ON [live].[nw_data__orders_merge] ([customer_id]) WITH (ONLINE = ON);

-- float128: SQL Server 2025 has no type that holds 'float128' without loss
-- mxfp8_e4m3: SQL Server 2025 has no type that holds 'mxfp8_e4m3' without loss

-- create table of every type
CREATE TABLE [live].[nw_data__every_type_merge] (
  [id] int NOT NULL,
  [c1] bit,
  [c2] smallint,
  [c3] smallint,
  [c4] int,
  [c5] bigint,
  [c6] real,
  [c7] real,
  [c8] float(53),
  [c9] real,
  [c10] decimal(10,2),
  [c11] decimal(38,10),
  [c12] nvarchar(10),
  [c13] nvarchar(80),
  [c14] nvarchar(max),
  [c15] nvarchar(max),
  [c16] nvarchar(80),
  [c17] nvarchar(max),
  [c18] date,
  [c19] time(6),
  [c20] datetime2(6),
  [c21] datetimeoffset(6),
  [c22] nvarchar(64),
  [c23] varbinary(16),
  [c24] varbinary(max),
  [c25] varbinary(max),
  [c26] nvarchar(max),
  [c27] uniqueidentifier,
  [c28] vector(384),
  [c29] varbinary(max),
  [c30] nvarchar(max),
  [c31] nvarchar(max),
  [c32] nvarchar(max),
  [c33] nvarchar(max),
  PRIMARY KEY ([id]),
  CONSTRAINT [c2_trueup_1991b1fb] CHECK ([c2] BETWEEN -128 AND 127),
  CONSTRAINT [c24_trueup_af9447e1] CHECK (DATALENGTH([c24]) <= 40000)
);

-- create view
CREATE VIEW [live__reporting].[nw_data__customers] ([customer_id], [company_name], [city], [order]) AS
SELECT [customer_id], [company_name], [city], [order]
  FROM [live].[nw_data__customers_merge]
 WHERE [city] IS NOT NULL;

-- replace view
CREATE OR ALTER VIEW [live__reporting].[nw_data__customers] ([customer_id], [company_name], [city], [order]) AS
SELECT [customer_id], [company_name], [city], [order]
  FROM [live].[nw_data__customers_merge]
 WHERE [city] IS NOT NULL;

-- comment on table
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', NULL, NULL))
  EXEC sys.sp_updateextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', NULL, NULL
ELSE
  EXEC sys.sp_addextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', NULL, NULL;

-- comment on view
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', N'live__reporting', N'VIEW', N'nw_data__customers', NULL, NULL))
  EXEC sys.sp_updateextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live__reporting', N'VIEW', N'nw_data__customers', NULL, NULL
ELSE
  EXEC sys.sp_addextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live__reporting', N'VIEW', N'nw_data__customers', NULL, NULL;

-- comment on column
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', N'COLUMN', N'city'))
  EXEC sys.sp_updateextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', N'COLUMN', N'city'
ELSE
  EXEC sys.sp_addextendedproperty N'MS_Description', N'It''s 5" \ wide,
and more', N'SCHEMA', N'live', N'TABLE', N'nw_data__customers_merge', N'COLUMN', N'city';

-- grant usage: nothing to do

-- grant
GRANT SELECT ON [live__reporting].[nw_data__customers] TO [readers];

-- add column
ALTER TABLE [live].[nw_data__customers_merge] ADD [fax] nvarchar(48);

-- add column with a default
ALTER TABLE [live].[nw_data__customers_merge] ADD [kind] nvarchar(48) DEFAULT 'retail' NOT NULL;

-- widen varchar(15) to varchar(30): SQL Server 2025 changes a column's type and whether it may be null together, and not a type alone

-- widen decimal(10,2) to decimal(12,2): SQL Server 2025 changes a column's type and whether it may be null together, and not a type alone

-- widen integer to bigint: SQL Server 2025 changes a column's type and whether it may be null together, and not a type alone

-- drop not null: SQL Server 2025 changes a column's type and whether it may be null together, and not whether it may be null alone

-- set not null: SQL Server 2025 changes a column's type and whether it may be null together, and not whether it may be null alone

-- add check
ALTER TABLE [live].[nw_data__customers_merge] WITH NOCHECK ADD CONSTRAINT [city_is_long] CHECK ([city] > 'A');

-- validate check
ALTER TABLE [live].[nw_data__customers_merge] WITH CHECK CHECK CONSTRAINT [city_is_long];

-- drop check
ALTER TABLE [live].[nw_data__customers_merge] DROP CONSTRAINT [city_is_long];

-- add primary key
ALTER TABLE [live].[nw_data__keyless_merge] ADD PRIMARY KEY ([id]);

-- restore owner: SQL Server 2025 gives the view live__reporting.nw_data__customers to no other owner

-- revoke
REVOKE SELECT ON [live__reporting].[nw_data__customers] FROM [readers];

-- revoke usage: nothing to do

-- drop role
DROP ROLE [readers];

-- drop view
DROP VIEW [live__reporting].[nw_data__customers];

-- drop table
DROP TABLE [live].[nw_data__customers_merge];

-- drop schema
DROP SCHEMA [live];
