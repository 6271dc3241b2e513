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

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as bytes, and parts that they share only once. Not thread-safe; one instance writes
 * one array.
 */
final class FragmentEncoder {

  private byte[] buffer = new byte[1 << 16];
  private int length;
  private int sharedCount;
  private final Map<Object, Integer> texts = new HashMap<>();

  /**
   * By identity, because equal parts are usually one object and comparing whole schemas takes long.
   */
  private final IdentityHashMap<Object, Integer> parts = new IdentityHashMap<>();

  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void ensure(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
    }
  }

  private void tag(byte tag) {
    ensure(1);
    buffer[length++] = tag;
  }

  /** Seven bits a byte, the lowest first; small numbers of either sign are short. */
  void number(long value) {
    ensure(10);
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
    if (FragmentCodec.isShared(value)) {
      var earlier = FragmentCodec.isText(value) ? texts.get(value) : parts.get(value);
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
      case Duration duration -> numbers(DURATION, duration.getSeconds(), duration.getNano());
      case LocalDateTime time ->
          numbers(LOCAL_TIME, time.toLocalDate().toEpochDay(), time.toLocalTime().toNanoOfDay());
      case Dataset dataset -> dataset(dataset);
      case Record record -> record(record);
      case PersistentMap<?, ?> index -> values(INDEX, index);
      case SortedMap<?, ?> map -> values(MAP, map);
      case SortedSet<?> set -> values(SET, set);
      case List<?> list -> values(LIST, list);
      case AvroSchema schema -> avro(schema);
      default -> throw new IllegalStateException("Cannot write a " + value.getClass());
    }
    if (FragmentCodec.isShared(value)) {
      share(value);
    }
  }

  private void share(Object value) {
    if (FragmentCodec.isText(value)) {
      texts.put(value, sharedCount++);
    } else {
      parts.put(value, sharedCount++);
    }
  }

  private void number(byte tag, long value) {
    tag(tag);
    number(value);
  }

  private void numbers(byte tag, long first, long second) {
    number(tag, first);
    number(second);
  }

  private void text(byte tag, String text) {
    tag(tag);
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    number(encoded.length);
    ensure(encoded.length);
    System.arraycopy(encoded, 0, buffer, length, encoded.length);
    length += encoded.length;
  }

  private void word(Enum<?> word) {
    tag(WORD);
    number(FragmentCodec.CLASSES.number(word.getDeclaringClass()));
    number(FragmentCodec.CLASSES.indexOf(word));
  }

  private void fingerprint(Fingerprint fingerprint) {
    tag(FINGERPRINT);
    ensure(16);
    ByteBuffer.wrap(buffer, length, 16).putLong(fingerprint.high()).putLong(fingerprint.low());
    length += 16;
  }

  /** By hand, because there are millions. */
  private void dataset(Dataset dataset) {
    tag(DATASET);
    value(dataset.name());
    value(dataset.source());
    value(dataset.schema());
    value(dataset.governance());
    value(dataset.documentation());
    fingerprint(dataset.fingerprint());
  }

  private void avro(AvroSchema schema) {
    tag(AVRO);
    value(schema.root());
    value(List.copyOf(schema.definitions().values()));
  }

  private void record(Record record) {
    tag(RECORD);
    number(FragmentCodec.CLASSES.number(record.getClass()));
    for (var component : FragmentCodec.CLASSES.recordClass(record.getClass()).values(record)) {
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
