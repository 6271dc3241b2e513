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
 * by hand, because there are millions. Not thread-safe; one instance digests one document.
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

  private FingerprintBuilder canonical;

  /** The governance that was encoded last, because most datasets of a document share one. */
  private Governance lastGovernance = Governance.NONE;

  private FingerprintBuilder lastEncoded = FingerprintBuilder.part().add(false);

  private DeclarationDigest(FingerprintBuilder canonical) {
    this.canonical = canonical;
  }

  /**
   * The digest of a document.
   *
   * @param avro digests of the Avro schemas as written, by dataset: the document holds only what
   *     has a meaning in Avro
   */
  static Fingerprint of(ModelDocument document, SortedMap<String, Fingerprint> avro) {
    var digest = new DeclarationDigest(FingerprintBuilder.of("document"));
    digest.add(document);
    if (!avro.isEmpty()) {
      digest.addMap(avro);
    }
    return digest.canonical.fingerprint();
  }

  private void add(@Nullable Object value) {
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
      case Dataset dataset -> addDataset(dataset);
      case Record record -> addRecord(record);
      case SortedMap<?, ?> map -> addMap(map);
      case SortedSet<?> set -> addAll(set);
      case java.util.List<?> list -> addAll(list);
      case io.trueup.model.persistent.PersistentMap<?, ?> map -> addMap(map);
      default ->
          throw new IllegalStateException("Cannot digest a " + value.getClass().getSimpleName());
    }
  }

  private void addAll(Collection<?> values) {
    canonical.add(values.size());
    for (var value : values) {
      add(value);
    }
  }

  /** Adds a map whose entries come in the order of their keys. */
  private void addMap(Map<?, ?> map) {
    canonical.add(map.size());
    for (var entry : map.entrySet()) {
      add(entry.getKey());
      add(entry.getValue());
    }
  }

  private void addRecord(Record record) {
    canonical.add(record.getClass().getSimpleName());
    for (var accessor : ACCESSORS.get(record.getClass())) {
      add(component(record, accessor));
    }
  }

  private static @Nullable Object component(Record record, Method accessor) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read " + accessor, e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Another object is encoded again.
  private void addGovernance(Governance governance) {
    if (governance != lastGovernance) {
      var whole = canonical;
      canonical = FingerprintBuilder.part();
      addUnlessNone(governance, Governance.NONE);
      lastEncoded = canonical;
      lastGovernance = governance;
      canonical = whole;
    }
    canonical.append(lastEncoded);
  }

  /** Adds the fingerprint, which covers everything that a platform acts on, and the rest. */
  @SuppressWarnings("ReferenceEquality") // It is almost always the same object.
  private void addDataset(Dataset dataset) {
    canonical.add(dataset.fingerprint());
    add(dataset.source());
    addGovernance(dataset.governance());
    addUnlessNone(dataset.documentation(), Documentation.NONE);
    for (var column : dataset.columns()) {
      if (column.documentation() != Documentation.NONE
          && !column.documentation().equals(Documentation.NONE)) {
        canonical.add(column.name());
        addRecord(column.documentation());
      }
    }
    canonical.add(Optional.empty());
  }

  /** Adds a part that most datasets do not have. */
  private void addUnlessNone(Record part, Record none) {
    if (part.equals(none)) {
      canonical.add(false);
    } else {
      addRecord(part);
    }
  }
}
