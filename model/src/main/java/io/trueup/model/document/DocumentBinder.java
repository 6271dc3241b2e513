package io.trueup.model.document;

import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes documents of mappings, kind by kind, and notes all that is wrong with each. */
final class DocumentBinder {

  private static final RepositoryBranch NO_REPOSITORY = new RepositoryBranch("", "");

  private final List<Problem> problems;

  private DocumentBinder(List<Problem> problems) {
    this.problems = problems;
  }

  /** The document; empty when there is no such kind. */
  static Optional<ModelDocument> bind(String kind, Fields fields, List<Problem> problems) {
    var binder = new DocumentBinder(problems);
    return Optional.ofNullable(
        switch (kind) {
          case "Ecosystem" -> binder.ecosystem(fields);
          case "GovernanceZone" ->
              new GovernanceZoneDocument(fields.text("name"), binder.declarations(fields, "teams"));
          case "Team" -> binder.team(fields);
          case "Datastore" -> new DatastoreDocument(new StoreBinder(problems).store(fields));
          case "Workspace" ->
              new WorkspaceDocument(new WorkspaceBinder(problems).workspace(fields));
          case "Assignments" -> binder.assignments(fields);
          default -> null;
        });
  }

  private EcosystemDocument ecosystem(Fields fields) {
    var name = Names.take(fields, "name");
    var owner = repository(fields, "owner");
    var live = repository(fields, "live");
    if (owner.equals(live) && !owner.equals(NO_REPOSITORY)) {
      fields.problem(
          "ecosystem.live-is-owner",
          "The live branch '%s' is the owner's branch as well".formatted(live),
          "Follow another branch than the one that changes to the ecosystem come from");
    }
    fields.optionalText("description");
    return new EcosystemDocument(
        name, owner, live, locations(fields), declarations(fields, "zones"), platforms(fields));
  }

  private RepositoryBranch repository(Fields fields, String name) {
    var before = problems.size();
    var text = fields.text(name);
    if (problems.size() > before) {
      return NO_REPOSITORY;
    }
    try {
      return RepositoryBranch.parse(text);
    } catch (IllegalArgumentException e) {
      fields.problem(
          "document.repository",
          "'%s': %s".formatted(name, e.getMessage()),
          "Write it as host/owner/name@branch");
      return NO_REPOSITORY;
    }
  }

  private SortedMap<String, RepositoryBranch> declarations(Fields fields, String name) {
    var owners = new TreeMap<String, RepositoryBranch>();
    for (var entry : fields.entries(name)) {
      Names.check(entry, problems);
      if (entry.value() instanceof Tree.Scalar scalar) {
        try {
          owners.put(entry.name(), RepositoryBranch.parse(scalar.text()));
          continue;
        } catch (IllegalArgumentException e) {
          fields.problem(
              scalar,
              "document.repository",
              String.valueOf(e.getMessage()),
              "Write the owner as host/owner/name@branch");
        }
      } else {
        fields.problem(
            entry.value(),
            "document.repository",
            "The owner of '%s' is missing".formatted(entry.name()),
            "Write the owner as host/owner/name@branch");
      }
      owners.put(entry.name(), NO_REPOSITORY);
    }
    return owners;
  }

  private SortedSet<String> locations(Fields fields) {
    var found = new TreeSet<String>();
    for (var entry : fields.entries("vendors")) {
      var vendor = Fields.of(entry.value(), "Vendor '%s'".formatted(entry.name()), problems);
      vendor.text("cloud");
      vendor.text("description");
      found.add(entry.name());
      var tree = vendor.take("locations");
      if (tree != null) {
        locations(entry.name(), tree, found);
      }
      vendor.end();
    }
    return found;
  }

  private void locations(String prefix, Tree tree, SortedSet<String> found) {
    switch (tree) {
      case Tree.Scalar scalar when scalar.isNull() -> {}
      case Tree.Scalar scalar -> found.add(prefix + "/" + scalar.text());
      case Tree.Sequence sequence ->
          sequence.items().forEach(item -> locations(prefix, item, found));
      case Tree.Mapping mapping ->
          mapping
              .entries()
              .forEach(entry -> {
                found.add(prefix + "/" + entry.name());
                locations(prefix + "/" + entry.name(), entry.value(), found);
              });
    }
  }

  private SortedMap<String, PlatformDeclaration> platforms(Fields fields) {
    var platforms = new TreeMap<String, PlatformDeclaration>();
    for (var entry : fields.entries("platforms")) {
      Names.check(entry, problems);
      var platform = Fields.of(entry.value(), "Platform '%s'".formatted(entry.name()), problems);
      platforms.put(
          entry.name(),
          new PlatformDeclaration(
              entry.name(),
              platform.text("type"),
              platform.choice("history", History.LIVE_ONLY, History.values(), History::text),
              platform.optionalText("container"),
              platform.optionalText("credential"),
              rollout(platform, entry.name())));
      platform.optionalText("description");
      platform.end();
    }
    return platforms;
  }

  private RolloutPolicy rollout(Fields platform, String name) {
    var tree = platform.take("rollout");
    if (tree == null) {
      return RolloutPolicy.MERGE;
    }
    var rollout = Fields.of(tree, "The rollout of platform '%s'".formatted(name), problems);
    var policy =
        rollout.choice("on", RolloutPolicy.MERGE, RolloutPolicy.values(), RolloutPolicy::text);
    rollout.end();
    return policy;
  }

  private TeamDocument team(Fields fields) {
    var name = Names.takeTeam(fields, "name");
    var containers = new TreeMap<String, DataContainer>();
    for (var entry : fields.entries("containers")) {
      Names.check(entry, problems);
      var container = Fields.of(entry.value(), "Container '%s'".formatted(entry.name()), problems);
      containers.put(
          entry.name(),
          new DataContainer(
              name + "/" + entry.name(),
              container.requiredChoice(
                  "type",
                  DataContainer.Type.MANAGED,
                  DataContainer.Type.values(),
                  DataContainer.Type::text),
              host(container),
              (int) container.number("port", 0, 1, 65535),
              container.optionalText("database"),
              container.optionalText("schema"),
              container.texts("locations")));
      container.optionalText("description");
      container.end();
    }
    fields.optionalText("description");
    return new TeamDocument(name, containers);
  }

  private static @org.jspecify.annotations.Nullable String host(Fields container) {
    return container.<@org.jspecify.annotations.Nullable String>parsed(
        "host",
        null,
        "container.host",
        text -> {
          if (!text.matches("[A-Za-z0-9._:\\[\\]-]{1,253}")) {
            throw new IllegalArgumentException(
                "'%s' is not a host name or address".formatted(text));
          }
          return text;
        });
  }

  private AssignmentsDocument assignments(Fields fields) {
    var name = fields.optionalText("name");
    var assignments = new ArrayList<Assignment>();
    for (var entry : fields.entries("assign")) {
      var slash = entry.name().indexOf('/');
      if (slash < 1 || slash == entry.name().length() - 1) {
        problems.add(
            Names.problem(
                entry,
                "assignment.form",
                "'%s' does not name a group".formatted(entry.name()),
                "Write it as workspace/group"));
        continue;
      }
      var items =
          entry.value() instanceof Tree.Sequence sequence
              ? sequence.items()
              : List.of(entry.value());
      for (var item : items) {
        var assignment = Fields.of(item, "An assignment of '%s'".formatted(entry.name()), problems);
        assignments.add(
            new Assignment(
                entry.name().substring(0, slash),
                entry.name().substring(slash + 1),
                assignment.text("platform"),
                assignment.choice(
                    "status",
                    Assignment.Status.PROVISIONED,
                    Assignment.Status.values(),
                    Assignment.Status::text)));
        assignment.end();
      }
    }
    var primary = new TreeMap<String, SortedSet<String>>();
    for (var entry : fields.entries("primaryIngestion")) {
      var one =
          Fields.of(
              new Tree.Mapping(List.of(entry), entry.line(), entry.column()),
              "Primary ingestion",
              problems);
      primary.put(entry.name(), new TreeSet<>(one.texts(entry.name())));
    }
    return new AssignmentsDocument(name == null ? "" : name, assignments, primary);
  }
}
