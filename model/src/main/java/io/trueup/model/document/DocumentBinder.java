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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes documents of mappings, kind by kind, and notes all that is wrong with each. */
final class DocumentBinder {

  private static final RepositoryBranch NO_REPOSITORY = new RepositoryBranch("", "");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,253}");

  private static final Pattern GROUP = Pattern.compile("[^/]+/[^/]+");

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
          case "GovernanceZone" -> binder.zone(fields);
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
    var liveTree = fields.takeRequired("live");
    var live = liveTree == null ? NO_REPOSITORY : repository(fields, liveTree, "'live'");
    if (liveTree != null && owner.equals(live) && !owner.equals(NO_REPOSITORY)) {
      fields.problem(
          liveTree,
          "ecosystem.live-is-owner",
          "The live branch '%s' is the owner's branch as well".formatted(live),
          "Follow another branch than the one that changes to the ecosystem come from");
    }
    fields.optionalText("description");
    return new EcosystemDocument(
        name, owner, live, locations(fields), declarations(fields, "zones"), platforms(fields));
  }

  private GovernanceZoneDocument zone(Fields fields) {
    fields.optionalText("description");
    return new GovernanceZoneDocument(Names.take(fields, "name"), declarations(fields, "teams"));
  }

  private RepositoryBranch repository(Fields fields, String name) {
    var tree = fields.takeRequired(name);
    return tree == null ? NO_REPOSITORY : repository(fields, tree, "'%s'".formatted(name));
  }

  private RepositoryBranch repository(Fields fields, Tree tree, String what) {
    try {
      if (tree instanceof Tree.Scalar scalar && !scalar.isNull()) {
        return RepositoryBranch.parse(scalar.text());
      }
      throw new IllegalArgumentException(
          "a repository and branch are expected, found " + tree.describe());
    } catch (IllegalArgumentException e) {
      fields.problem(
          tree,
          "document.repository",
          "%s: %s".formatted(what, e.getMessage()),
          "Write it as host/owner/name@branch");
      return NO_REPOSITORY;
    }
  }

  private SortedMap<String, RepositoryBranch> declarations(Fields fields, String name) {
    var owners = new TreeMap<String, RepositoryBranch>();
    for (var entry : fields.entries(name)) {
      Names.check(entry, problems);
      var what = "The owner of '%s'".formatted(entry.name());
      owners.put(entry.name(), repository(fields, entry.value(), what));
    }
    return owners;
  }

  private SortedSet<String> locations(Fields fields) {
    var found = new TreeSet<String>();
    for (var entry : fields.entries("vendors")) {
      Names.checkPlace(entry.name(), entry.line(), entry.column(), problems);
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
      case Tree.Scalar scalar -> {
        Names.checkPlace(scalar.text(), scalar.line(), scalar.column(), problems);
        found.add(prefix + "/" + scalar.text());
      }
      case Tree.Sequence sequence ->
          sequence.items().forEach(item -> locations(prefix, item, found));
      case Tree.Mapping mapping -> {
        for (var entry : mapping.entries()) {
          Names.checkPlace(entry.name(), entry.line(), entry.column(), problems);
          found.add(prefix + "/" + entry.name());
          locations(prefix + "/" + entry.name(), entry.value(), found);
        }
      }
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
      containers.put(entry.name(), container(name + "/" + entry.name(), entry));
    }
    fields.optionalText("description");
    return new TeamDocument(name, containers);
  }

  private DataContainer container(String qualifiedName, Tree.Entry entry) {
    var fields = Fields.of(entry.value(), "Container '%s'".formatted(entry.name()), problems);
    var container =
        new DataContainer(
            qualifiedName,
            fields.requiredChoice(
                "type",
                DataContainer.Type.MANAGED,
                DataContainer.Type.values(),
                DataContainer.Type::text),
            fields.<@Nullable String>parsed("host", null, "container.host", DocumentBinder::host),
            (int) fields.number("port", 0, 1, 65535),
            fields.optionalText("database"),
            fields.optionalText("schema"),
            fields.texts("locations"));
    fields.optionalText("description");
    fields.end();
    return container;
  }

  private static String host(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException("'%s' is not a host name or address".formatted(text));
    }
    return text;
  }

  private AssignmentsDocument assignments(Fields fields) {
    var name = fields.optionalText("name");
    fields.optionalText("description");
    var assignments = new ArrayList<Assignment>();
    for (var entry : fields.entries("assign")) {
      if (GROUP.matcher(entry.name()).matches()) {
        assign(entry, assignments);
      } else {
        problems.add(
            Names.problem(
                entry,
                "assignment.form",
                "'%s' does not name a group".formatted(entry.name()),
                "Write it as workspace/group"));
      }
    }
    return new AssignmentsDocument(name == null ? "" : name, assignments, primaries(fields));
  }

  private void assign(Tree.Entry entry, List<Assignment> assignments) {
    var slash = entry.name().indexOf('/');
    var items =
        entry.value() instanceof Tree.Sequence sequence ? sequence.items() : List.of(entry.value());
    for (var item : items) {
      var fields = Fields.of(item, "An assignment of '%s'".formatted(entry.name()), problems);
      assignments.add(
          new Assignment(
              entry.name().substring(0, slash),
              entry.name().substring(slash + 1),
              fields.text("platform"),
              fields.choice(
                  "status",
                  Assignment.Status.PROVISIONED,
                  Assignment.Status.values(),
                  Assignment.Status::text)));
      fields.end();
    }
  }

  private SortedMap<String, SortedSet<String>> primaries(Fields fields) {
    var tree = fields.take("primaryIngestion");
    if (tree == null) {
      return new TreeMap<>();
    }
    var primaries = Fields.of(tree, "Primary ingestion", problems);
    var platforms = new TreeMap<String, SortedSet<String>>();
    if (tree instanceof Tree.Mapping mapping) {
      for (var entry : mapping.entries()) {
        platforms.put(entry.name(), new TreeSet<>(primaries.texts(entry.name())));
      }
    }
    return platforms;
  }
}
