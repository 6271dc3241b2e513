package io.trueup.model.document.binder;

import io.trueup.model.document.tree.RepeatedValues;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.type.AvroSchema;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache that makes equal parts of many documents one object, so that a million datasets
 * of one schema need the memory of one. It evicts rare parts, so callers must not rely on identity.
 * Thread-safe and lock-free; may be kept for as long as documents are read.
 */
public final class Interner {

  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable Object> parts;

  /** Separate, because the many columns would evict the schemas. */
  private final AtomicReferenceArray<@Nullable DatasetSchema> schemas;

  private final @Nullable RepeatedValues repeated;

  private final int sets;

  private Interner(int sets, @Nullable RepeatedValues repeated) {
    this.sets = sets;
    this.repeated = repeated;
    this.parts = new AtomicReferenceArray<>(sets * WAYS);
    this.schemas = new AtomicReferenceArray<>(sets * WAYS);
  }

  /** For one file. */
  public static Interner small() {
    return new Interner(64, null);
  }

  /** For a whole model. */
  public static Interner large() {
    return new Interner(1 << 14, new RepeatedValues());
  }

  /** What was made of values that files repeat; null when each value is read. */
  public @Nullable RepeatedValues repeated() {
    return repeated;
  }

  /**
   * The part, or an equal one from the cache.
   *
   * @param part immutable, with all its fields final
   */
  public <T> T intern(T part) {
    return intern(part, part.hashCode());
  }

  /**
   * The column, or an equal one from the cache, by a hash that is cheaper than that of the whole
   * column.
   */
  Column column(Column column) {
    return intern(column, 31 * column.name().hashCode() + column.type().hashCode());
  }

  private <T> T intern(T part, int hash) {
    var start = start(hash);
    for (var i = start; i < start + WAYS; i++) {
      var found = parts.getAcquire(i);
      if (part.equals(found)) {
        @SuppressWarnings("unchecked") // An equal value is of the same class.
        var same = (T) found;
        return same;
      }
    }
    push(parts, start, part);
    return part;
  }

  /** The schema of these parts; one from the cache needs no digest. */
  DatasetSchema schema(
      List<Column> columns,
      @Nullable AvroSchema avro,
      List<String> primaryKey,
      List<String> partition) {
    var hash = Objects.hash(avro, primaryKey, partition);
    for (var i = 0; i < columns.size(); i++) {
      hash = 31 * hash + columns.get(i).name().hashCode();
    }
    var start = start(hash);
    for (var i = start; i < start + WAYS; i++) {
      var found = schemas.getAcquire(i);
      if (found != null
          && found.columns().equals(columns)
          && Objects.equals(found.avro(), avro)
          && found.primaryKey().equals(primaryKey)
          && found.partition().equals(partition)) {
        return found;
      }
    }
    var schema = DatasetSchema.of(columns, avro, primaryKey, partition);
    push(schemas, start, schema);
    return schema;
  }

  private int start(int hash) {
    var spread = hash * 0x9E3779B9;
    return ((spread >>> 16) & (sets - 1)) * WAYS;
  }

  /** Puts a value before the others of its set, and evicts the last one. */
  private static <T> void push(
      AtomicReferenceArray<@Nullable T> table, int start, @Nullable T added) {
    var evicted = added;
    for (var i = start; i < start + WAYS && evicted != null; i++) {
      evicted = table.getAndSet(i, evicted);
    }
  }
}
