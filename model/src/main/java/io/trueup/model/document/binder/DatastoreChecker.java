package io.trueup.model.document.binder;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the datasets of a store together: those of its own document, and also those that other
 * documents add. Pure.
 */
public final class DatastoreChecker {

  /** The rule that all datasets of a store name their source, or none. */
  public static final String SOURCE_MISSING = "store.source-missing";

  private DatastoreChecker() {}

  /**
   * A dataset that does not fit the others of its store.
   *
   * @param dataset its name
   * @param rule the id of the rule that it breaks
   */
  public record Fault(String dataset, String rule, String message, String remedy) {}

  /** All faults, in the order of the datasets. */
  public static List<Fault> check(Datastore store) {
    var faults = new ArrayList<Fault>();
    sources(store, faults);
    if (store.capture().kind() == Capture.Kind.WATERMARK && store.capture().watermark() != null) {
      watermarks(store, store.capture().watermark(), faults);
    }
    return faults;
  }

  /** If one dataset names its source, all must (domain §1): a partial map is probably a mistake. */
  private static void sources(Datastore store, List<Fault> faults) {
    var mapped = store.datasets().values().stream().filter(it -> it.source() != null).findFirst();
    if (mapped.isEmpty()) {
      return;
    }
    for (var dataset : store.datasets().values()) {
      if (dataset.source() == null) {
        faults.add(
            new Fault(
                dataset.name(),
                SOURCE_MISSING,
                "Dataset '%s' has no 'source', and dataset '%s' of store '%s' has one"
                    .formatted(dataset.name(), mapped.get().name(), store.name()),
                "Name the source of every dataset of the store, or of none"));
      }
    }
  }

  private static void watermarks(Datastore store, String name, List<Fault> faults) {
    Dataset first = null;
    String common = null;
    for (var dataset : store.datasets().values()) {
      var column = column(dataset, name);
      if (column.isEmpty()) {
        faults.add(missing(store, dataset, name));
      } else if (!column.get().canRise()) {
        faults.add(unfit(store, dataset, column.get()));
      } else if (first == null) {
        first = dataset;
        common = column.get().type();
      } else if (!column.get().type().equals(common)) {
        faults.add(different(dataset, column.get(), first, common));
      }
    }
  }

  /**
   * A column that could be the watermark.
   *
   * @param type the type's name, for messages and comparison
   * @param canRise whether it is an integer or a timestamp
   */
  private record Candidate(String name, String type, boolean canRise) {}

  private static Optional<Candidate> column(Dataset dataset, String name) {
    var avro = dataset.schema().avro();
    return avro == null
        ? dataset.columns().stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .map(it -> new Candidate(name, it.type().toString(), canRise(it.type())))
        : field(avro, name);
  }

  private static Optional<Candidate> field(AvroSchema avro, String name) {
    if (!(avro.root() instanceof AvroSchema.Reference(var root))
        || !(avro.definition(root) instanceof AvroSchema.RecordType record)) {
      return Optional.empty();
    }
    return record.fields().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .map(it -> rising(name, it.type()));
  }

  /** Avro's timestamps are integers with a logical type, so that every integer can rise. */
  private static Candidate rising(String name, AvroSchema.Node type) {
    if (type instanceof AvroSchema.Primitive(var kind, var logical)) {
      var canRise = kind == AvroSchema.Kind.INT || kind == AvroSchema.Kind.LONG;
      var meaning = logical == null ? "" : " (%s)".formatted(logical);
      return new Candidate(name, kind.name().toLowerCase(Locale.ROOT) + meaning, canRise);
    }
    return new Candidate(name, "no primitive", false);
  }

  private static boolean canRise(DataType type) {
    return type instanceof DataType.Whole
        || type == DataType.Simple.TIMESTAMP
        || type == DataType.Simple.TIMESTAMP_ZONE;
  }

  private static Fault missing(Datastore store, Dataset dataset, String column) {
    return new Fault(
        dataset.name(),
        "store.watermark-column-missing",
        "Dataset '%s' has no column '%s', which is the watermark of store '%s'"
            .formatted(dataset.name(), column, store.name()),
        "Add the column, or capture the dataset in another store");
  }

  private static Fault unfit(Datastore store, Dataset dataset, Candidate column) {
    return new Fault(
        dataset.name(),
        "store.watermark-column-type",
        "Column '%s' of dataset '%s' is the watermark of store '%s' and of type %s"
            .formatted(column.name(), dataset.name(), store.name(), column.type()),
        "Use an integer or a timestamp");
  }

  private static Fault different(
      Dataset dataset, Candidate column, Dataset first, @Nullable String common) {
    return new Fault(
        dataset.name(),
        "store.watermark-column-differs",
        "The watermark '%s' is of type %s in dataset '%s' and of type %s in dataset '%s'"
            .formatted(column.name(), column.type(), dataset.name(), common, first.name()),
        "Use one type in all datasets of the store");
  }
}
