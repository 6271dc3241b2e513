package io.trueup.model.document;

import io.trueup.model.document.RecordShapes.Shaped;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes fragments as bytes, and reads them back far faster than the files that they were read
 * from. What many parts of them have in common is written once. It goes through whatever components
 * the records have, so that no field added later can be forgotten; {@link #FORMAT} changes with
 * them, so that no other program's bytes are taken for its own. Pure; instances are used once, by
 * one thread.
 */
public final class FragmentCodec {

  /** Tells the shape of all records that are written: bytes of another format cannot be read. */
  public static final Fingerprint FORMAT = RecordShapes.OF_DOCUMENTS.fingerprint();

  private static final int DEEPEST = 100;

  private static final byte NULL = 0;
  private static final byte SEEN = 1;
  private static final byte TEXT = 2;
  private static final byte TRUE = 3;
  private static final byte FALSE = 4;
  private static final byte NUMBER = 5;
  private static final byte WORD = 6;
  private static final byte RECORD = 7;
  private static final byte DATASET = 8;
  private static final byte FINGERPRINT = 9;
  private static final byte TYPE = 10;
  private static final byte LIST = 11;
  private static final byte SET = 12;
  private static final byte MAP = 13;
  private static final byte INDEX = 14;

  private FragmentCodec() {}

  /**
   * Writes fragments one after the other.
   *
   * @return empty when one of them holds something that is not written, such as an Avro schema
   */
  public static Optional<byte[]> write(Collection<Fragment> fragments) {
    var writer = new Writer();
    writer.number(fragments.size());
    fragments.forEach(it -> writer.value(it));
    return writer.isWhole ? Optional.of(writer.bytes()) : Optional.empty();
  }

  /**
   * Reads what {@link #write} wrote with the same {@link #FORMAT}.
   *
   * @throws IllegalArgumentException when the bytes are not such
   */
  public static List<Fragment> read(byte[] bytes, Sharing sharing) {
    var reader = new Reader(bytes, sharing);
    try {
      var fragments = new ArrayList<Fragment>();
      for (var left = reader.count(); left > 0; left--) {
        fragments.add((Fragment) reader.some(0));
      }
      return fragments;
    } catch (RuntimeException e) {
      // Damaged bytes can make any record refuse what it is made of.
      throw new IllegalArgumentException("These bytes are no fragments", e);
    }
  }

  private static boolean isShared(Object value) {
    return value instanceof String
        || value instanceof DataType
        || value instanceof DatasetSchema
        || value instanceof Column
        || value instanceof Governance
        || value instanceof Documentation;
  }

  private static boolean isText(Object value) {
    return value instanceof String || value instanceof DataType;
  }

  /** Appends values. */
  private static final class Writer {

    private byte[] buffer = new byte[1 << 16];
    private int length;
    private int remembered;
    private final Map<Object, Integer> texts = new HashMap<>();

    /** Parts that are equal are mostly one object, and comparing all of a schema takes long. */
    private final IdentityHashMap<Object, Integer> parts = new IdentityHashMap<>();

    private boolean isWhole = true;

    byte[] bytes() {
      return Arrays.copyOf(buffer, length);
    }

    private void need(int more) {
      if (length + more > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
      }
    }

    private void tag(byte tag) {
      need(1);
      buffer[length++] = tag;
    }

    /** Seven bits a byte, the lowest first; small numbers of either sign are short. */
    void number(long value) {
      need(10);
      var left = (value << 1) ^ (value >> 63);
      while ((left & ~0x7fL) != 0) {
        buffer[length++] = (byte) (left | 0x80);
        left >>>= 7;
      }
      buffer[length++] = (byte) left;
    }

    void value(@Nullable Object value) {
      if (value == null) {
        tag(NULL);
        return;
      }
      if (isShared(value)) {
        var earlier = isText(value) ? texts.get(value) : parts.get(value);
        if (earlier != null) {
          tag(SEEN);
          number(earlier);
          return;
        }
      }
      switch (value) {
        case String text -> text(TEXT, text);
        case Boolean flag -> tag(flag ? TRUE : FALSE);
        case Integer number -> number(NUMBER, number);
        case Long number -> number(NUMBER, number);
        case DataType type -> text(TYPE, type.toString());
        case Enum<?> word -> word(word);
        case Fingerprint fingerprint -> fingerprint(fingerprint);
        case Dataset dataset -> dataset(dataset);
        case Record record -> record(record);
        case PersistentMap<?, ?> index -> values(INDEX, index);
        case SortedMap<?, ?> map -> values(MAP, map);
        case SortedSet<?> set -> values(SET, set);
        case List<?> list -> values(LIST, list);
        case AvroSchema _ -> isWhole = false;
        default -> throw new IllegalStateException("Cannot write a " + value.getClass());
      }
      if (isShared(value)) {
        remember(value);
      }
    }

    private void remember(Object value) {
      if (isText(value)) {
        texts.put(value, remembered++);
      } else {
        parts.put(value, remembered++);
      }
    }

    private void number(byte tag, long value) {
      tag(tag);
      number(value);
    }

    private void text(byte tag, String text) {
      tag(tag);
      var encoded = text.getBytes(StandardCharsets.UTF_8);
      number(encoded.length);
      need(encoded.length);
      System.arraycopy(encoded, 0, buffer, length, encoded.length);
      length += encoded.length;
    }

    private void word(Enum<?> word) {
      tag(WORD);
      number(RecordShapes.OF_DOCUMENTS.number(word.getDeclaringClass()));
      number(RecordShapes.OF_DOCUMENTS.position(word));
    }

    private void fingerprint(Fingerprint fingerprint) {
      tag(FINGERPRINT);
      need(16);
      ByteBuffer.wrap(buffer, length, 16).putLong(fingerprint.high()).putLong(fingerprint.low());
      length += 16;
    }

    /** By hand, since there are millions. */
    private void dataset(Dataset dataset) {
      tag(DATASET);
      value(dataset.name());
      value(dataset.source());
      value(dataset.schema());
      value(dataset.governance());
      value(dataset.documentation());
      fingerprint(dataset.fingerprint());
    }

    private void record(Record record) {
      tag(RECORD);
      number(RecordShapes.OF_DOCUMENTS.number(record.getClass()));
      for (var component : RecordShapes.OF_DOCUMENTS.shaped(record.getClass()).values(record)) {
        value(component);
      }
    }

    private void values(byte tag, Collection<?> values) {
      number(tag, values.size());
      values.forEach(this::value);
    }

    private void values(byte tag, Map<?, ?> values) {
      number(tag, values.size());
      values.forEach((key, value) -> {
        value(key);
        value(value);
      });
    }
  }

  /** Takes values. */
  private static final class Reader {

    private final byte[] source;
    private final ByteBuffer bytes;
    private final Sharing sharing;
    private final List<Object> seen = new ArrayList<>();

    Reader(byte[] source, Sharing sharing) {
      this.source = source;
      this.bytes = ByteBuffer.wrap(source);
      this.sharing = sharing;
    }

    private long number() {
      var value = 0L;
      for (var shift = 0; shift < 70; shift += 7) {
        var next = bytes.get();
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
      throw new IllegalArgumentException("A number never ends");
    }

    /** How many values follow, each of which takes a byte at least. */
    int count() {
      var count = number();
      if (count < 0 || count > bytes.remaining()) {
        throw new IllegalArgumentException("%d values cannot follow".formatted(count));
      }
      return (int) count;
    }

    Object some(int depth) {
      var value = value(depth);
      if (value == null) {
        throw new IllegalArgumentException("There is nothing where something must be");
      }
      return value;
    }

    @Nullable Object value(int depth) {
      if (depth > DEEPEST) {
        throw new IllegalArgumentException("Values lie too deep");
      }
      return switch (bytes.get()) {
        case NULL -> null;
        case SEEN -> seen.get((int) number());
        case TEXT -> remembered(text());
        case TRUE -> true;
        case FALSE -> false;
        case NUMBER -> (int) number();
        case TYPE -> remembered(DataType.parse(text()));
        case WORD -> RecordShapes.OF_DOCUMENTS.word((int) number(), (int) number());
        case FINGERPRINT -> fingerprint();
        case DATASET -> dataset(depth + 1);
        case RECORD -> record(depth + 1);
        case LIST -> List.of(values(depth + 1));
        case SET -> new TreeSet<>(List.of(values(depth + 1)));
        case MAP -> map(depth + 1);
        case INDEX -> index(depth + 1);
        default -> throw new IllegalArgumentException("There is no such kind of value");
      };
    }

    private Object remembered(Object value) {
      seen.add(value);
      return value;
    }

    private String text() {
      var length = count();
      var text = new String(source, bytes.position(), length, StandardCharsets.UTF_8);
      bytes.position(bytes.position() + length);
      return text;
    }

    private Fingerprint fingerprint() {
      return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    private Dataset dataset(int depth) {
      return new Dataset(
          (String) some(depth),
          (String) value(depth),
          (DatasetSchema) some(depth),
          (Governance) some(depth),
          (Documentation) some(depth),
          taggedFingerprint());
    }

    private Fingerprint taggedFingerprint() {
      if (bytes.get() != FINGERPRINT) {
        throw new IllegalArgumentException("A fingerprint must follow");
      }
      return fingerprint();
    }

    private Object record(int depth) {
      Shaped shaped = RecordShapes.OF_DOCUMENTS.shaped((int) number());
      var values = new @Nullable Object[shaped.size()];
      for (var i = 0; i < values.length; i++) {
        values[i] = value(depth);
      }
      var record = shaped.make(values);
      return isShared(record) ? remembered(sharing.one(record)) : record;
    }

    private Object[] values(int depth) {
      var values = new Object[count()];
      for (var i = 0; i < values.length; i++) {
        values[i] = some(depth);
      }
      return values;
    }

    private SortedMap<String, Object> map(int depth) {
      var map = new TreeMap<String, Object>();
      for (var left = count(); left > 0; left--) {
        map.put((String) some(depth), some(depth));
      }
      return map;
    }

    private PersistentMap<String, Object> index(int depth) {
      var keys = new ArrayList<Map.Entry<String, Object>>();
      for (var left = count(); left > 0; left--) {
        keys.add(Map.entry((String) some(depth), some(depth)));
      }
      return PersistentMap.ofEntries(keys);
    }
  }
}
