package io.trueup.model.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.persistent.Subtree;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
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
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one block. Its texts come first, each without what it has in common with the
 * one before it, then the values that are repeated in the block; other values name both by number.
 * Not thread-safe.
 */
final class BlockWriter {

  /** Smaller maps are written where they are used. */
  static final int FEWEST_FOR_A_PAGE = 5;

  /** The same for sets. */
  private static final int FEWEST_FOR_A_PAGE_OF_MEMBERS = 33;

  private final StoredWriter files;
  private final Map<String, Integer> textNumbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> repeatedNumbers = new IdentityHashMap<>();
  private final List<byte[]> repeated = new ArrayList<>();
  private final List<Object> repeatedValues = new ArrayList<>();
  private final ArrayDeque<ByteWriter> outer = new ArrayDeque<>();
  private ByteWriter to = new ByteWriter();

  BlockWriter(StoredWriter files) {
    this.files = files;
  }

  /** The bytes after the tables, to which values are appended. */
  ByteWriter body() {
    return to;
  }

  /** How much has been written, to return to. */
  record Mark(int length, int texts, int repeated) {}

  Mark mark() {
    return new Mark(to.length(), texts.size(), repeated.size());
  }

  /** Forgets what was written since a mark. */
  void returnTo(Mark mark) {
    to.cut(mark.length());
    while (texts.size() > mark.texts()) {
      textNumbers.remove(texts.removeLast());
    }
    while (repeated.size() > mark.repeated()) {
      repeated.removeLast();
      repeatedNumbers.remove(repeatedValues.removeLast());
    }
  }

  /** The whole block. */
  ByteWriter whole() {
    var block = new ByteWriter();
    block.number(texts.size());
    var before = new byte[0];
    for (var text : texts) {
      var encoded = text.getBytes(UTF_8);
      if (isUnpaired(text, encoded)) {
        // Half of a surrogate pair has no form in UTF-8, nor in any other charset of Java.
        encoded = new byte[Character.BYTES * text.length()];
        ByteBuffer.wrap(encoded).asCharBuffer().put(text);
        block.number(1);
        block.number(encoded.length);
        block.bytes(encoded, 0, encoded.length);
        before = new byte[0];
      } else {
        var mismatch = Arrays.mismatch(before, encoded);
        var common = mismatch < 0 ? encoded.length : mismatch;
        block.number(2L * common);
        block.number(encoded.length - (long) common);
        block.bytes(encoded, common, encoded.length - common);
        before = encoded;
      }
    }
    block.number(repeated.size());
    for (var value : repeated) {
      block.number(value.length);
      block.bytes(value, 0, value.length);
    }
    block.append(to);
    return block;
  }

  private static boolean isUnpaired(String text, byte[] encoded) {
    for (var one : encoded) {
      if (one == '?') {
        return !new String(encoded, UTF_8).equals(text);
      }
    }
    return false;
  }

  void text(String text) {
    var known = textNumbers.putIfAbsent(text, texts.size());
    to.number(known == null ? texts.size() : known);
    if (known == null) {
      texts.add(text);
    }
  }

  void value(@Nullable Object value) {
    if (value != null && files.form().isShared().test(value)) {
      to.put(BlockTag.REPEATED);
      to.number(repeated(value, true));
    } else if (value != null && files.form().isRepeated().test(value)) {
      to.put(BlockTag.REPEATED);
      to.number(repeated(value, false));
    } else {
      plain(value);
    }
  }

  /** Writes a value that is a block of its own though it is shared. */
  void alone(Object value) {
    plain(value);
  }

  /** A value's bytes, which are not in the block yet; the tables are. */
  ByteWriter nested(@Nullable Object value) {
    return nested(() -> value(value));
  }

  private ByteWriter nested(Runnable write) {
    outer.push(to);
    to = new ByteWriter();
    try {
      write.run();
      return to;
    } finally {
      to = outer.pop();
    }
  }

  private int repeated(Object value, boolean isShared) {
    var known = repeatedNumbers.get(value);
    if (known != null) {
      return known;
    }
    var written =
        nested(() -> {
          if (isShared) {
            to.put(BlockTag.SHARED);
            place(files.shared(value));
          } else {
            plain(value);
          }
        });
    var bytes = Arrays.copyOf(written.array(), written.length());
    // Only now, because the value may have repeated parts itself.
    repeatedNumbers.put(value, repeated.size());
    repeatedValues.add(value);
    repeated.add(bytes);
    return repeated.size() - 1;
  }

  void place(Place place) {
    to.number(files.target().indexOf(place.file()));
    to.number(place.offset());
  }

  private void plain(@Nullable Object value) {
    switch (value) {
      case null -> to.put(BlockTag.NULL);
      case String text -> {
        to.put(BlockTag.TEXT);
        text(text);
      }
      case Boolean flag -> to.put(flag ? BlockTag.TRUE : BlockTag.FALSE);
      case Integer number -> {
        to.put(BlockTag.INTEGER);
        to.signed(number);
      }
      case Long number -> {
        to.put(BlockTag.LONG);
        to.signed(number);
      }
      case DataType type -> {
        to.put(BlockTag.TYPE);
        text(type.toString());
      }
      case Enum<?> word -> {
        to.put(BlockTag.WORD);
        to.number(files.form().classes().number(word.getDeclaringClass()));
        to.number(files.form().classes().indexOf(word));
      }
      case Fingerprint fingerprint -> {
        to.put(BlockTag.FINGERPRINT);
        to.whole(fingerprint.high());
        to.whole(fingerprint.low());
      }
      case Duration duration -> {
        to.put(BlockTag.DURATION);
        to.signed(duration.getSeconds());
        to.signed(duration.getNano());
      }
      case LocalDateTime time -> {
        to.put(BlockTag.LOCAL_TIME);
        to.signed(time.toLocalDate().toEpochDay());
        to.signed(time.toLocalTime().toNanoOfDay());
      }
      case BigInteger number -> {
        var bytes = number.toByteArray();
        to.put(BlockTag.BIG);
        to.number(bytes.length);
        to.bytes(bytes, 0, bytes.length);
      }
      case Record record -> record(record);
      case PersistentMap<?, ?> map -> map(map.tree());
      case PersistentSet<?> set -> members(set.members().tree());
      case SortedMap<?, ?> map -> {
        to.put(BlockTag.SORTED_MAP);
        to.number(map.size());
        map.forEach((key, it) -> {
          value(key);
          value(it);
        });
      }
      case SortedSet<?> set -> values(BlockTag.SORTED_SET, set);
      case List<?> list -> values(BlockTag.LIST, list);
      case Optional<?> optional -> {
        to.put(BlockTag.OPTIONAL);
        value(optional.orElse(null));
      }
      case AvroSchema schema -> {
        to.put(BlockTag.AVRO);
        value(schema.root());
        value(List.copyOf(schema.definitions().values()));
      }
      default -> throw new IllegalStateException("Cannot write a " + value.getClass());
    }
  }

  private void record(Record record) {
    var number = files.form().classes().number(record.getClass());
    to.put(BlockTag.RECORD);
    to.number(number);
    for (var component : files.form().classes().values(number, record)) {
      value(component);
    }
  }

  private void values(int tag, Collection<?> values) {
    to.put(tag);
    to.number(values.size());
    values.forEach(this::value);
  }

  private void map(@Nullable Subtree<?, ?> tree) {
    var size = tree == null ? 0 : tree.size();
    if (tree != null && size >= FEWEST_FOR_A_PAGE) {
      to.put(BlockTag.STORED_MAP);
      stored(tree, false);
      return;
    }
    to.put(BlockTag.MAP);
    to.number(size);
    StoredWriter.forEach(
        tree,
        node -> {
          value(node.key());
          value(node.value());
        });
  }

  private void members(@Nullable Subtree<?, ?> tree) {
    var size = tree == null ? 0 : tree.size();
    if (tree != null && size >= FEWEST_FOR_A_PAGE_OF_MEMBERS) {
      to.put(BlockTag.STORED_SET);
      stored(tree, true);
      return;
    }
    to.put(BlockTag.SET);
    to.number(size);
    StoredWriter.forEach(tree, node -> value(node.key()));
  }

  private void stored(Subtree<?, ?> tree, boolean isSet) {
    place(files.tree(tree, isSet));
    to.number(tree.size());
  }
}
