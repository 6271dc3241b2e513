package io.trueup.model.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.persistent.StoredTree;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one block that {@link BlockWriter} wrote. Thread-safe: each reading has its
 * own cursor.
 */
final class BlockReader {

  /** Each array, map or union of an Avro schema is a record, and most a list within it. */
  private static final int DEEPEST = 100 + 2 * AvroSchema.DEEPEST;

  private final StoredFile file;
  private final long offset;
  private final byte[] content;
  private final String[] texts;
  private final int[] repeatedAt;
  private final AtomicReferenceArray<@Nullable Object> repeated;
  private final int body;

  BlockReader(StoredFile file, long offset, byte[] content) {
    this.file = file;
    this.offset = offset;
    this.content = content;
    var from = new ByteCursor(content, 0);
    this.texts = texts(from);
    this.repeatedAt = new int[from.count()];
    for (var i = 0; i < repeatedAt.length; i++) {
      var length = from.count();
      repeatedAt[i] = from.position();
      from.skip(length);
    }
    this.repeated = new AtomicReferenceArray<>(repeatedAt.length);
    this.body = from.position();
  }

  StoredFile file() {
    return file;
  }

  long offset() {
    return offset;
  }

  private static String[] texts(ByteCursor from) {
    var texts = new String[from.count()];
    var bytes = new byte[64];
    for (var i = 0; i < texts.length; i++) {
      var start = from.number();
      var length = from.count();
      if ((start & 1) == 1) {
        texts[i] = ByteBuffer.wrap(from.array(), from.position(), length).asCharBuffer().toString();
      } else {
        var common = Math.toIntExact(start / 2);
        if (common > bytes.length) {
          throw new IllegalArgumentException("A text begins like a longer one");
        }
        if (common + length > bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, common + length));
        }
        System.arraycopy(from.array(), from.position(), bytes, common, length);
        texts[i] = new String(bytes, 0, common + length, UTF_8);
      }
      from.skip(length);
    }
    return texts;
  }

  /** A cursor at the first byte after the tables. */
  ByteCursor body() {
    return new ByteCursor(content, body);
  }

  /** The block's only value. */
  Object value() {
    return required(body(), 0);
  }

  /** The value at a position. */
  Object value(int position) {
    return required(new ByteCursor(content, position), 0);
  }

  Object required(ByteCursor from, int depth) {
    var value = value(from, depth);
    if (value == null) {
      throw new IllegalArgumentException("A value is missing");
    }
    return value;
  }

  Place place(ByteCursor from) {
    return new Place(file.file(from.smallNumber()), from.number());
  }

  private @Nullable Object value(ByteCursor from, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("Values are nested too deep");
    }
    return switch (from.get()) {
      case BlockTag.NULL -> null;
      case BlockTag.TRUE -> true;
      case BlockTag.FALSE -> false;
      case BlockTag.INTEGER -> (int) from.signed();
      case BlockTag.LONG -> from.signed();
      case BlockTag.TEXT -> texts[from.smallNumber()];
      case BlockTag.TYPE -> DataType.parse(texts[from.smallNumber()]);
      case BlockTag.WORD -> file.form().classes().constant(from.smallNumber(), from.smallNumber());
      case BlockTag.RECORD -> record(from, depth + 1);
      case BlockTag.FINGERPRINT -> new Fingerprint(from.whole(), from.whole());
      case BlockTag.LIST -> List.of(values(from, depth + 1));
      case BlockTag.SORTED_SET -> new TreeSet<>(List.of(values(from, depth + 1)));
      case BlockTag.SORTED_MAP -> sortedMap(from, depth + 1);
      case BlockTag.MAP -> map(from, depth + 1);
      case BlockTag.STORED_MAP -> PersistentMap.ofTree(this.<String, Object>tree(from));
      case BlockTag.SET -> set(from, depth + 1);
      case BlockTag.STORED_SET ->
          PersistentSet.ofMembers(PersistentMap.ofTree(this.<String, String>tree(from)));
      case BlockTag.REPEATED -> repeated(from.smallNumber(), depth + 1);
      case BlockTag.SHARED -> {
        var place = place(from);
        yield place.file().shared(place.offset());
      }
      case BlockTag.AVRO -> avro(from, depth + 1);
      case BlockTag.DURATION -> Duration.ofSeconds(from.signed(), from.signed());
      case BlockTag.LOCAL_TIME ->
          LocalDateTime.of(
              LocalDate.ofEpochDay(from.signed()), LocalTime.ofNanoOfDay(from.signed()));
      case BlockTag.BIG -> {
        var length = from.count();
        var start = from.position();
        from.skip(length);
        yield new BigInteger(content, start, length);
      }
      case BlockTag.OPTIONAL -> Optional.ofNullable(value(from, depth + 1));
      default -> throw new IllegalArgumentException("The kind of a value is unknown");
    };
  }

  private Object repeated(int number, int depth) {
    var known = repeated.get(number);
    if (known != null) {
      return known;
    }
    var value = required(new ByteCursor(content, repeatedAt[number]), depth);
    repeated.set(number, value);
    return value;
  }

  private Object record(ByteCursor from, int depth) {
    var classes = file.form().classes();
    var number = from.smallNumber();
    var values = new @Nullable Object[classes.size(number)];
    for (var i = 0; i < values.length; i++) {
      values[i] = value(from, depth);
    }
    return classes.make(number, values);
  }

  private Object[] values(ByteCursor from, int depth) {
    var values = new Object[from.count()];
    for (var i = 0; i < values.length; i++) {
      values[i] = required(from, depth);
    }
    return values;
  }

  private SortedMap<Object, Object> sortedMap(ByteCursor from, int depth) {
    var map = new TreeMap<Object, Object>();
    for (var left = from.count(); left > 0; left--) {
      map.put(required(from, depth), required(from, depth));
    }
    return map;
  }

  // Keys of all kinds are compared with themselves only; that they can be is checked when they are
  // compared.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private PersistentMap<?, ?> map(ByteCursor from, int depth) {
    var entries = new ArrayList<Map.Entry<Comparable, Object>>();
    for (var left = from.count(); left > 0; left--) {
      entries.add(Map.entry((Comparable) required(from, depth), required(from, depth)));
    }
    return PersistentMap.ofEntries((List) entries);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // As above.
  private PersistentSet<?> set(ByteCursor from, int depth) {
    return PersistentSet.of((List) Arrays.asList(values(from, depth)));
  }

  <K, V> StoredTree<K, V> tree(ByteCursor from) {
    var place = place(from);
    return new StoredTree<>(place.file(), place.offset(), from.smallNumber());
  }

  private AvroSchema avro(ByteCursor from, int depth) {
    var root = (AvroSchema.Node) required(from, depth);
    var definitions = new ArrayList<AvroSchema.Definition>();
    for (var definition : (List<?>) required(from, depth)) {
      definitions.add((AvroSchema.Definition) definition);
    }
    return AvroSchema.of(root, definitions);
  }
}
