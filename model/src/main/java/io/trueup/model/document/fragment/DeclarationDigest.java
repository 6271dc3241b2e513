package io.trueup.model.document.fragment;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Digests everything that a document declares, descriptions included. It visits every component of
 * the records by reflection, so that no field added later is forgotten. Only datasets are digested
 * by hand, because there are millions.
 */
final class DeclarationDigest {

  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .toArray(Method[]::new);
        }
      };

  private DeclarationDigest() {}

  /**
   * The digest of a document.
   *
   * @param avro digests of the Avro schemas as written, by dataset: the document holds only what
   *     has a meaning in Avro
   */
  static Fingerprint of(ModelDocument document, SortedMap<String, Fingerprint> avro) {
    var canonical = FingerprintBuilder.of("document");
    add(document, canonical);
    if (!avro.isEmpty()) {
      addMap(avro, canonical);
    }
    return canonical.fingerprint();
  }

  private static void add(@Nullable Object value, FingerprintBuilder canonical) {
    switch (value) {
      case null -> canonical.add(Optional.empty());
      case String text -> canonical.add(text);
      case Enum<?> word -> canonical.add(word.name());
      case Boolean flag -> canonical.add(flag);
      case Integer number -> canonical.add(number);
      case Long number -> canonical.add(number);
      case Fingerprint fingerprint -> canonical.add(fingerprint);
      case Duration duration -> canonical.add(duration.toString());
      case LocalDateTime time -> canonical.add(time.toString());
      case Dataset dataset -> addDataset(dataset, canonical);
      case Record record -> addRecord(record, canonical);
      case SortedMap<?, ?> map -> addMap(map, canonical);
      case SortedSet<?> set -> addAll(set, canonical);
      case java.util.List<?> list -> addAll(list, canonical);
      case io.trueup.model.persistent.PersistentMap<?, ?> map -> addMap(map, canonical);
      default ->
          throw new IllegalStateException("Cannot digest a " + value.getClass().getSimpleName());
    }
  }

  private static void addAll(Collection<?> values, FingerprintBuilder canonical) {
    canonical.add(values.size());
    for (var value : values) {
      add(value, canonical);
    }
  }

  /** Adds a map whose entries come in the order of their keys. */
  private static void addMap(Map<?, ?> map, FingerprintBuilder canonical) {
    canonical.add(map.size());
    for (var entry : map.entrySet()) {
      add(entry.getKey(), canonical);
      add(entry.getValue(), canonical);
    }
  }

  private static void addRecord(Record record, FingerprintBuilder canonical) {
    canonical.add(record.getClass().getSimpleName());
    for (var accessor : ACCESSORS.get(record.getClass())) {
      add(component(record, accessor), canonical);
    }
  }

  private static @Nullable Object component(Record record, Method accessor) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read " + accessor, e);
    }
  }

  /** Adds the fingerprint, which covers everything that a platform acts on, and the rest. */
  private static void addDataset(Dataset dataset, FingerprintBuilder canonical) {
    canonical.add(dataset.fingerprint());
    add(dataset.source(), canonical);
    addUnlessNone(dataset.governance(), Governance.NONE, canonical);
    addUnlessNone(dataset.documentation(), Documentation.NONE, canonical);
    for (var column : dataset.columns()) {
      if (!column.documentation().equals(Documentation.NONE)) {
        canonical.add(column.name());
        addRecord(column.documentation(), canonical);
      }
    }
    canonical.add(Optional.empty());
  }

  /** Adds a part that most datasets do not have. */
  private static void addUnlessNone(Record part, Record none, FingerprintBuilder canonical) {
    if (part.equals(none)) {
      canonical.add(false);
    } else {
      addRecord(part, canonical);
    }
  }
}
