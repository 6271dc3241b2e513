package io.trueup.model.type;

import java.util.List;

/** Types of all families, by their canonical texts. */
final class SampleTypes {

  static final List<String> TEXTS =
      """
      boolean
      date
      time
      timestamp
      timestamp(zone)
      interval
      variant
      uuid
      tinyint
      smallint
      integer
      bigint
      float16
      float32
      float64
      float128
      float256
      fp8_e4m3
      fp8_e5m2
      fp8_e4m3fnuz
      fp8_e5m2fnuz
      fp8_e8m0
      fp6_e2m3
      fp6_e3m2
      fp4_e2m1
      mxfp8_e4m3
      mxfp8_e5m2
      mxfp6_e2m3
      mxfp6_e3m2
      mxfp4_e2m1
      decimal(1,0)
      decimal(1,1)
      decimal(5,5)
      decimal(9,2)
      decimal(10,2)
      decimal(11,3)
      decimal(10,0)
      decimal(1024,1024)
      char(1)
      char(40)
      varchar(1)
      varchar(40)
      varchar
      string(9)
      string(10)
      string
      nchar(3)
      nchar(4)
      nvarchar(3)
      nvarchar(7)
      nvarchar
      varchar(2147483646)
      binary(1)
      binary(16)
      binary
      vector(1)
      vector(384)
      vector(65535)
      geography
      geography(4326)
      geography(4326,point)
      geography(4326,polygon)
      geography(4269)
      geography(4269,point)
      geography(4326,linestring)
      geography(1,multipoint)
      geography(1,multilinestring)
      geography(1,multipolygon)
      geography(1,geometrycollection)
      array<date>
      array<timestamp>
      array<array<date>>
      map<string,date>
      map<string,timestamp>
      map<string(9),date>
      map<float64,variant>
      struct<a:date>
      struct<A:date>
      struct<a:timestamp>
      struct<a:date,b:date>
      struct<b:date,a:date>
      varchar(40) collate "de_DE"
      varchar(40) collate "en_US.utf8"
      char(40) collate "de_DE"
      varchar collate "de_DE"
      nvarchar collate "C"
      string collate "C"
      string(9) collate "C"
      struct<a:struct<b:array<map<uuid,vector(3)>>>,c:integer>
      map<string collate "C",varchar collate "C">
      """
          .lines()
          .toList();

  static final List<DataType> ALL = TEXTS.stream().map(DataType::parse).toList();

  private SampleTypes() {}
}
