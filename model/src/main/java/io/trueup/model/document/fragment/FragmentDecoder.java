package io.trueup.model.document.fragment;

import static io.trueup.model.document.fragment.FragmentCodec.AVRO;
import static io.trueup.model.document.fragment.FragmentCodec.DATASET;
import static io.trueup.model.document.fragment.FragmentCodec.DURATION;
import static io.trueup.model.document.fragment.FragmentCodec.FALSE;
import static io.trueup.model.document.fragment.FragmentCodec.FINGERPRINT;
import static io.trueup.model.document.fragment.FragmentCodec.INDEX;
import static io.trueup.model.document.fragment.FragmentCodec.LIST;
import static io.trueup.model.document.fragment.FragmentCodec.LOCAL_TIME;
import static io.trueup.model.document.fragment.FragmentCodec.MAP;
import static io.trueup.model.document.fragment.FragmentCodec.NULL;
import static io.trueup.model.document.fragment.FragmentCodec.NUMBER;
import static io.trueup.model.document.fragment.FragmentCodec.RECORD;
import static io.trueup.model.document.fragment.FragmentCodec.SEEN;
import static io.trueup.model.document.fragment.FragmentCodec.SET;
import static io.trueup.model.document.fragment.FragmentCodec.TEXT;
import static io.trueup.model.document.fragment.FragmentCodec.TRUE;
import static io.trueup.model.document.fragment.FragmentCodec.TYPE;
import static io.trueup.model.document.fragment.FragmentCodec.WORD;

import io.trueup.model.document.binder.Interner;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.record.RecordClasses.RecordClass;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from bytes that {@link FragmentEncoder} wrote. Not thread-safe; one instance reads
 * one array.
 */
final class FragmentDecoder {

  /** Each array, map or union of an Avro schema is a record, and most a list within it. */
  private static final int DEEPEST = 100 + 2 * AvroSchema.DEEPEST;

  private final byte[] source;
  private final ByteBuffer bytes;
  private final Interner sharing;
  private final List<Object> sharedValues = new ArrayList<>();

  FragmentDecoder(byte[] source, Interner sharing) {
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
    throw new IllegalArgumentException("A number is too long");
  }

  /** The number of values that follow, each of which takes at least one byte. */
  int count() {
    var count = number();
    if (count < 0 || count > bytes.remaining()) {
      throw new IllegalArgumentException("%d values cannot follow".formatted(count));
    }
    return (int) count;
  }

  Object requiredValue(int depth) {
    var value = value(depth);
    if (value == null) {
      throw new IllegalArgumentException("A value is missing");
    }
    return value;
  }

  @Nullable Object value(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("Values are nested too deep");
    }
    return switch (bytes.get()) {
      case NULL -> null;
      case SEEN -> sharedValues.get((int) number());
      case TEXT -> shared(text());
      case TRUE -> true;
      case FALSE -> false;
      case NUMBER -> (int) number();
      case TYPE -> shared(DataType.parse(text()));
      case WORD -> FragmentCodec.CLASSES.constant((int) number(), (int) number());
      case FINGERPRINT -> fingerprint();
      case DURATION -> Duration.ofSeconds(number(), number());
      case LOCAL_TIME ->
          LocalDateTime.of(LocalDate.ofEpochDay(number()), LocalTime.ofNanoOfDay(number()));
      case DATASET -> dataset(depth + 1);
      case RECORD -> record(depth + 1);
      case LIST -> List.of(values(depth + 1));
      case SET -> new TreeSet<>(List.of(values(depth + 1)));
      case MAP -> map(depth + 1);
      case INDEX -> index(depth + 1);
      case AVRO -> avro(depth + 1);
      default -> throw new IllegalArgumentException("The kind of a value is unknown");
    };
  }

  private Object shared(Object value) {
    sharedValues.add(value);
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
        (String) requiredValue(depth),
        (String) value(depth),
        (DatasetSchema) requiredValue(depth),
        (Governance) requiredValue(depth),
        (Documentation) requiredValue(depth),
        taggedFingerprint());
  }

  private Fingerprint taggedFingerprint() {
    if (bytes.get() != FINGERPRINT) {
      throw new IllegalArgumentException("A fingerprint must follow");
    }
    return fingerprint();
  }

  private AvroSchema avro(int depth) {
    var root = (AvroSchema.Node) requiredValue(depth);
    var definitions = new ArrayList<AvroSchema.Definition>();
    for (var definition : (List<?>) requiredValue(depth)) {
      definitions.add((AvroSchema.Definition) definition);
    }
    return AvroSchema.of(root, definitions);
  }

  private Object record(int depth) {
    RecordClass shaped = FragmentCodec.CLASSES.recordClass((int) number());
    var values = new @Nullable Object[shaped.size()];
    for (var i = 0; i < values.length; i++) {
      values[i] = value(depth);
    }
    var record = shaped.make(values);
    return FragmentCodec.isShared(record) ? shared(sharing.intern(record)) : record;
  }

  private Object[] values(int depth) {
    var values = new Object[count()];
    for (var i = 0; i < values.length; i++) {
      values[i] = requiredValue(depth);
    }
    return values;
  }

  private SortedMap<String, Object> map(int depth) {
    var map = new TreeMap<String, Object>();
    for (var left = count(); left > 0; left--) {
      map.put((String) requiredValue(depth), requiredValue(depth));
    }
    return map;
  }

  private PersistentMap<String, Object> index(int depth) {
    var keys = new ArrayList<Map.Entry<String, Object>>();
    for (var left = count(); left > 0; left--) {
      keys.add(Map.entry((String) requiredValue(depth), requiredValue(depth)));
    }
    return PersistentMap.ofEntries(keys);
  }
}
