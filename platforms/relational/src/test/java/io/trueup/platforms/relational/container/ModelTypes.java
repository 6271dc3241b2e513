package io.trueup.platforms.relational.container;

import io.trueup.model.type.BlockFloat;
import io.trueup.model.type.DataType;
import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Field;
import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Shape;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import io.trueup.model.type.FloatFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Types of the model: one or more of each kind, and random ones. */
final class ModelTypes {

  private static final List<Integer> LENGTHS =
      List.of(1, 2, 5, 40, 255, 256, 999, 1_000, 2_000, 4_000, 8_000, 8_168, 16_383, 65_535);

  private ModelTypes() {}

  /** Each kind, at the bounds that products have. */
  static List<DataType> all() {
    var all = new ArrayList<DataType>(List.of(Simple.values()));
    all.addAll(List.of(Whole.values()));
    all.addAll(List.of(FloatFormat.values()));
    all.addAll(List.of(BlockFloat.values()));
    for (var precision : List.of(1, 9, 18, 31, 32, 38, 39, 65, 66, 76, 77, 1_000, 1_001, 1_024)) {
      for (var scale : List.of(0, 1, 9, 10, 30, 31, 37, 38, 39, precision)) {
        if (scale <= precision) {
          all.add(new Decimal(precision, scale));
        }
      }
    }
    var lengths = new ArrayList<>(LENGTHS);
    lengths.addAll(List.of(10_485_760, 10_485_761, 1_073_741_823, DataType.LONGEST));
    for (var length : lengths) {
      for (var form : Form.values()) {
        all.add(new Text(form, length, null));
      }
      all.add(new Binary(length));
    }
    all.add(new Text(Form.STRING, DataType.UNBOUNDED, null));
    all.add(new Text(Form.VARCHAR, 40, "C"));
    all.add(new Binary(DataType.UNBOUNDED));
    List.of(1, 1_998, 1_999, 4_096, 4_097, 16_383, 16_384, DataType.MOST_DIMENSIONS)
        .forEach(it -> all.add(new Vector(it)));
    all.add(new Geography(0, Shape.GEOMETRY));
    all.add(new Geography(4_326, Shape.POINT));
    for (var element : List.copyOf(all)) {
      all.add(new ArrayOf(element));
    }
    all.add(DataType.parse("map<varchar(5),array<decimal(10,2)>>"));
    all.add(DataType.parse("map<date,binary>"));
    all.add(DataType.parse("struct<a:integer,b:struct<c:uuid,d:array<array<date>>>>"));
    all.add(DataType.parse("array<struct<a:mxfp8_e4m3>>"));
    return all;
  }

  /** A type of at most a depth. */
  static DataType random(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 1 ? 13 : 9)) {
      case 0 -> one(Simple.values(), random);
      case 1 -> one(Whole.values(), random);
      case 2 -> one(FloatFormat.values(), random);
      case 3 -> decimal(random);
      case 4 -> new Text(one(Form.values(), random), length(random), null);
      case 5 -> new Text(Form.VARCHAR, DataType.UNBOUNDED, null);
      case 6 -> new Binary(random.nextBoolean() ? length(random) : DataType.UNBOUNDED);
      case 7 -> new Vector(1 + random.nextInt(2_000));
      case 8 -> new Geography(4_326, one(Shape.values(), random));
      case 9 -> new MapOf(one(Whole.values(), random), random(random, depth - 1));
      case 10 ->
          new Struct(
              List.of(
                  new Field("a", random(random, depth - 1)),
                  new Field("b", random(random, depth - 1))));
      default -> new ArrayOf(random(random, depth - 1));
    };
  }

  private static Decimal decimal(RandomGenerator random) {
    var precision = 1 + random.nextInt(60);
    return new Decimal(precision, random.nextInt(precision + 1));
  }

  private static int length(RandomGenerator random) {
    return LENGTHS.get(random.nextInt(LENGTHS.size()));
  }

  private static <T> T one(T[] values, RandomGenerator random) {
    return values[random.nextInt(values.length)];
  }
}
