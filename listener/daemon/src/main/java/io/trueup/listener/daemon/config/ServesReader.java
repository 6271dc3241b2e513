package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads which work a daemon takes. */
final class ServesReader {

  private static final ListOf NAMES = new ListOf(new Text(null), Empty.REFUSED);

  static final Structure SHAPE =
      new Structure(
          "Serves",
          "The work that this daemon takes, where several share a database; it answers all callers"
              + " all the same.",
          List.of(
              optional("sources", NAMES, "The sources that it checks; its `sources` name them.")
                  .otherwise("all of its `sources`"),
              optional("types", NAMES, "The types of platforms that it moves.")
                  .otherwise("all")
                  .example("[postgres]"),
              optional(
                      "providers",
                      NAMES,
                      "The providers whose platforms it moves; also those without a provider.")
                  .otherwise("all"),
              optional(
                      "regions",
                      NAMES,
                      "The places of vendors where the containers of its platforms are, each with"
                          + " all places within it; also platforms whose container names none.")
                  .otherwise("all")
                  .example("[MyCorp/USA]")));

  private ServesReader() {}

  static ServedWork read(FieldReader fields, Set<SourceId> configured) {
    var known = configured.stream().map(SourceId::value).collect(Collectors.toSet());
    var sources = new TreeSet<SourceId>();
    for (var name : fields.texts("sources")) {
      if (known.contains(name)) {
        sources.add(new SourceId(name));
      } else {
        fields.problem(
            "configuration.unknown-source",
            "'serves' names source '%s', which 'sources' does not hold".formatted(name),
            "Add it to 'sources', or correct its name");
      }
    }
    var types = new TreeSet<>(fields.texts("types"));
    var providers = new TreeSet<>(fields.texts("providers"));
    var regions = new TreeSet<String>();
    for (var region : fields.texts("regions")) {
      if (!region.matches("[^/]+(?:/[^/]+)*")) {
        fields.problem(
            "configuration.region",
            "'serves' names region '%s', which is no place of a vendor".formatted(region),
            "Write a vendor's name and places with slashes between them, such as MyCorp/USA");
      }
      regions.add(region);
    }
    fields.reportUnknown();
    return new ServedWork(
        sources.isEmpty() ? new TreeSet<>(configured) : sources, types, providers, regions);
  }
}
