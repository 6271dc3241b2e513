package io.trueup.model.document.binder;

import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds stores, and reports the problems that show without other documents. */
final class StoreBinder {

  private final BindingContext reading;
  private final DatasetBinder datasets;

  StoreBinder(BindingContext reading) {
    this.reading = reading;
    this.datasets = new DatasetBinder(reading);
  }

  /** Binds a store that is captured from a container. */
  Datastore store(FieldReader fields) {
    var name = fields.text("name");
    var team = fields.text("team");
    var capture = capture(fields, name);
    var store = store(fields, name, team, capture);
    var datasetsTree = fields.take("datasets");
    for (var fault : DatastoreChecker.check(store)) {
      var at =
          datasetsTree instanceof Tree.Mapping mapping
              ? mapping.entry(fault.dataset())
              : java.util.Optional.<Tree.Entry>empty();
      at.ifPresent(entry -> reading.problem(entry, fault.rule(), fault.message(), fault.remedy()));
    }
    return store;
  }

  /** Binds the output of a team's transformer. */
  Datastore output(FieldReader fields, String team, @Nullable String container) {
    var name = fields.text("name");
    var capture =
        new Capture(
            Capture.Kind.TRANSFORMER,
            container,
            null,
            Capture.Consistency.MULTI_DATASET,
            null,
            null);
    var store = store(fields, name, team, capture);
    checkNotEmpty(fields, name, store.datasets());
    return store;
  }

  private Datastore store(FieldReader fields, String name, String team, Capture capture) {
    return new Datastore(
        name,
        team,
        capture,
        fields.flag("production"),
        reading.governance(fields, List.of(), List.of()),
        datasets.datasets(fields),
        reading.documentation(fields));
  }

  /** Binds datasets for a store that another document declares. */
  DatasetsDocument datasets(FieldReader fields) {
    var store = fields.text("store");
    var added = new DatasetsDocument(store, fields.text("team"), datasets.datasets(fields));
    checkNotEmpty(fields, store, added.datasets());
    return added;
  }

  private static void checkNotEmpty(
      FieldReader fields, String store, PersistentMap<String, Dataset> datasets) {
    if (datasets.isEmpty()) {
      fields.problem(
          "store.no-dataset",
          "Store '%s' has no dataset".formatted(store),
          "Declare at least one under 'datasets'");
    }
  }

  private Capture capture(FieldReader store, String name) {
    var fields = store.inner("capture", "The capture of store", name);
    var kind = fields.choice("kind", Capture.Kind.class);
    var container = fields.text("container");
    var credential =
        reading.credential(fields, "credential", "The credential of store '%s'".formatted(name));
    var consistency = fields.choice("consistency", Capture.Consistency.class);
    var capture =
        new Capture(
            kind,
            container,
            credential,
            consistency,
            TriggerBinder.take(fields),
            fields.optionalText("column"));
    check(capture, fields);
    fields.reportUnknown();
    return capture;
  }

  private static void check(Capture capture, FieldReader fields) {
    var column = fields.take("column");
    if (capture.kind() == Capture.Kind.WATERMARK && column == null) {
      fields.problem(
          "store.watermark-column",
          "%s is by a watermark and names no 'column'".formatted(fields.owner()),
          "Add 'column': an integer or timestamp that every dataset has and that only rises");
    }
    if (capture.kind() != Capture.Kind.WATERMARK && column != null) {
      fields.problem(
          column,
          "store.watermark-column",
          "%s names a 'column' and is not by a watermark".formatted(fields.owner()),
          "Remove it, or write 'kind: watermark'");
    }
    if (capture.kind() == Capture.Kind.KAFKA
        && capture.consistency() != Capture.Consistency.SINGLE_DATASET) {
      fields.problem(
          "store.kafka-consistency",
          "%s is by Kafka, where each dataset has a topic of its own, and is not single-dataset"
              .formatted(fields.owner()),
          "Write 'consistency: single-dataset'");
    }
  }
}
