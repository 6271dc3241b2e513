package io.trueup.model.document.binder;

import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.kind.TextForms;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.JobPolicy.Per;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Binds the documents of the ecosystem's owner, and reports the problems that show without other
 * documents.
 */
final class EcosystemBinder {

  private final BindingContext reading;

  EcosystemBinder(BindingContext reading) {
    this.reading = reading;
  }

  EcosystemDeclaration ecosystem(FieldReader fields) {
    var name = fields.text("name");
    var owner = reading.repository(fields, "owner");
    var live = reading.repository(fields, "live");
    var liveTree = fields.take("live");
    if (liveTree != null && owner.equals(live) && !owner.repository().isEmpty()) {
      fields.problem(
          liveTree,
          "ecosystem.live-is-owner",
          "The live branch '%s' is the owner's branch as well".formatted(live),
          "Follow another branch than the owner's");
    }
    return new EcosystemDeclaration(
        name,
        owner,
        live,
        vendors(fields),
        reading.declarations(fields, "zones"),
        platforms(fields),
        reading.documentation(fields));
  }

  private SortedMap<String, Vendor> vendors(FieldReader fields) {
    var vendors = new TreeMap<String, Vendor>();
    for (var entry : fields.entries("vendors")) {
      var vendor = fields.inner("vendors", entry.value(), "Vendor", entry.name());
      vendor.text("description");
      var locations = new TreeSet<String>();
      locations.add(entry.name());
      var tree = vendor.take("locations");
      if (tree != null) {
        locations(vendor, entry.name(), tree, locations);
      }
      vendors.put(
          entry.name(),
          new Vendor(
              entry.name(),
              vendor.choice("cloud", Vendor.Cloud.class),
              locations,
              reading.documentation(vendor)));
      vendor.reportUnknown();
    }
    return vendors;
  }

  /** Recurses as deep as a file may be nested. */
  private static void locations(
      FieldReader vendor, String prefix, Tree tree, SortedSet<String> found) {
    switch (tree) {
      case Tree.Scalar scalar when scalar.isNull() -> {}
      case Tree.Scalar(var text, _, var line, var column) ->
          found.add(prefix + "/" + place(vendor, text, line, column));
      case Tree.Sequence sequence ->
          sequence.items().forEach(item -> locations(vendor, prefix, item, found));
      case Tree.Mapping mapping -> {
        for (var entry : mapping.entries()) {
          var place = prefix + "/" + place(vendor, entry.name(), entry.line(), entry.column());
          found.add(place);
          locations(vendor, place, entry.value(), found);
        }
      }
    }
  }

  private static String place(FieldReader vendor, String name, int line, int column) {
    vendor.check(TextForms.PLACE, name, line, column);
    return name;
  }

  private SortedMap<String, PlatformDeclaration> platforms(FieldReader fields) {
    var platforms = new TreeMap<String, PlatformDeclaration>();
    for (var entry : fields.entries("platforms")) {
      var platform = fields.inner("platforms", entry.value(), "Platform", entry.name());
      platforms.put(entry.name(), platform(platform, entry.name()));
      platform.reportUnknown();
    }
    return platforms;
  }

  private PlatformDeclaration platform(FieldReader fields, String name) {
    var rollouts = new RolloutBinder(reading.problems());
    var tags = fields.texts("tags");
    return new PlatformDeclaration(
        name,
        fields.text("type"),
        fields.choice("history", History.class),
        fields.optionalText("container"),
        reading.credential(fields, "credential", "The credential of platform '%s'".formatted(name)),
        reading.credentials(fields, "credentials"),
        reading.textsByName(fields, "hints", "Hint"),
        rollouts.policy(fields, name),
        jobs(fields, name),
        fields.optionalText("provider"),
        rollouts.dependencies(fields, name),
        new TreeSet<>(tags),
        reading.documentation(fields, tags));
  }

  private JobPolicy jobs(FieldReader platform, String name) {
    var fields = platform.inner("jobs", "The job policy of platform", name);
    var before = reading.problems().size();
    var per = fields.choice("per", Per.class);
    var limit = fields.take("at-most");
    var atMost = (int) fields.number("at-most");
    fields.reportUnknown();
    if (limit != null && per == Per.NODE && reading.problems().size() == before) {
      fields.problem(
          limit,
          "platform.jobs",
          "%s makes each node a job, so that 'at-most' has no effect".formatted(fields.owner()),
          "Remove it, or group the nodes with per: store, container or schedule");
    }
    return new JobPolicy(per, atMost);
  }

  AssignmentsDocument assignments(FieldReader fields) {
    var name = fields.optionalText("name");
    var assignments = new ArrayList<Assignment>();
    for (var entry : fields.entries("assign")) {
      if (TextForms.GROUP.check().test(entry.name())) {
        assign(fields, entry, assignments);
      }
    }
    return new AssignmentsDocument(
        name == null ? "" : name,
        assignments,
        reading.listsByName(fields, "primaryIngestion", "Primary ingestion of"),
        reading.documentation(fields));
  }

  private static void assign(FieldReader owner, Tree.Entry entry, List<Assignment> assignments) {
    var slash = entry.name().indexOf('/');
    for (var item : owner.itemsIn("assign", entry, "The assignment of")) {
      var fields = owner.inner("assign", item, "An assignment of", entry.name());
      assignments.add(
          new Assignment(
              entry.name().substring(0, slash),
              entry.name().substring(slash + 1),
              fields.text("platform"),
              fields.choice("status", Assignment.Status.class)));
      fields.reportUnknown();
    }
  }
}
