package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.ModelServerConfiguration.Drain;
import io.trueup.listener.daemon.config.ModelServerConfiguration.Origin;
import io.trueup.listener.daemon.config.ModelServerConfiguration.Repository;
import io.trueup.listener.daemon.config.ModelServerConfiguration.WhenMissing;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.TreeParser;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of a model server by its {@linkplain ModelServerShape shape}. Collects
 * all problems; an unknown key is one. Pure.
 */
public final class ModelServerReader {

  private final ConfigurationReader common;

  private ModelServerReader(Path folder) {
    common = new ConfigurationReader(folder);
  }

  /**
   * The configuration and the problems of a file.
   *
   * @param configuration null when there are problems
   * @param problems by place
   */
  public record Result(@Nullable ModelServerConfiguration configuration, List<Problem> problems) {}

  /**
   * Reads a configuration.
   *
   * @param fileName the file's name, for messages and its format
   * @param folder that relative paths in it start from
   */
  public static Result read(String fileName, Path folder, byte[] content) {
    var trees =
        TreeParser.read(
            fileName.endsWith(".json") ? fileName : "x.yaml", content, ReadLimits.CONFIGURATION);
    var reader = new ModelServerReader(folder);
    reader.common.problems.addAll(trees.problems());
    var configuration = reader.configuration(trees.documents());
    var problems =
        reader.common.problems.stream()
            .map(it -> it.inFile(fileName))
            .sorted(Problem.BY_LOCATION)
            .toList();
    return new Result(problems.isEmpty() ? configuration : null, problems);
  }

  private @Nullable ModelServerConfiguration configuration(List<Tree> documents) {
    if (documents.size() != 1) {
      if (common.problems.isEmpty()) {
        common.problems.add(
            Problem.error(
                "configuration.documents",
                Location.NOWHERE,
                "The configuration holds %d documents".formatted(documents.size()),
                "Write one, with at least 'sources'"));
      }
      return null;
    }
    var fields =
        FieldReader.of(
            documents.getFirst(),
            ModelServerShape.CONFIGURATION,
            "The configuration",
            null,
            common.problems);
    var instance = fields.optionalText("instance");
    var address = fields.optionalText("address");
    var sources = sources(fields);
    var listen = ConfigurationReader.listen(fields);
    var database = common.database(fields);
    var daemon = daemon(fields);
    var versions = versions(fields);
    requireRepositories(fields, versions, sources);
    var whenMissing = fields.choice("when-missing", WhenMissing.class);
    var refresh = ConfigurationReader.duration(fields, "refresh");
    var drain = drain(fields);
    var memory = ConfigurationReader.memory(fields);
    var graphql = common.graphql(fields);
    fields.reportUnknown();
    if (database == null) {
      fields.problem(
          "configuration.no-database",
          "The configuration names no database",
          "Add 'database', with its 'url', 'user' and 'password'");
      return null;
    }
    return new ModelServerConfiguration(
        instance == null ? "" : instance,
        address == null ? "" : address,
        sources,
        listen,
        database,
        daemon,
        versions,
        whenMissing,
        refresh,
        drain,
        memory,
        graphql);
  }

  private SortedMap<SourceId, ModelServerConfiguration.Source> sources(FieldReader fields) {
    var sources = new TreeMap<SourceId, ModelServerConfiguration.Source>();
    for (var entry : fields.entries("sources")) {
      if (ConfigurationShape.SOURCE_NAME.brokenBy(entry.name()) == null) {
        var id = new SourceId(entry.name());
        var source = fields.inner("sources", entry.value(), "Source", id.value());
        sources.put(
            id,
            new ModelServerConfiguration.Source(
                Objects.requireNonNullElse(source.optionalText("model-root"), ""),
                repository(source, id)));
        source.reportUnknown();
      }
    }
    if (sources.isEmpty() && common.problems.isEmpty()) {
      fields.problem(
          "configuration.no-source",
          "The configuration names no source",
          "Add one under 'sources', as the daemon names it");
    }
    return sources;
  }

  private @Nullable Repository repository(FieldReader source, SourceId id) {
    var address = source.optionalText("repository");
    var branch = source.optionalText("branch");
    var authentication = common.authentication(source, id);
    if ((address == null) != (branch == null)) {
      source.problem(
          "configuration.no-repository",
          "Source '%s' names a repository without a branch, or a branch without a repository"
              .formatted(id),
          "Write both, or neither where versions do not come from git");
    }
    return address == null || branch == null
        ? null
        : new Repository(address, branch, authentication);
  }

  /** Versions are made from git where all that this needs is known. */
  private static void requireRepositories(
      FieldReader fields,
      ModelServerConfiguration.Versions versions,
      SortedMap<SourceId, ModelServerConfiguration.Source> sources) {
    if (versions.from() != Origin.GIT) {
      if (versions.mirrors() != null
          || sources.values().stream().anyMatch(it -> it.repository() != null)) {
        fields.problem(
            "configuration.unused-repository",
            "Repositories and mirrors are named, and versions do not come from git",
            "Write 'from: git' under 'versions', or remove them");
      }
      return;
    }
    if (versions.mirrors() == null) {
      fields.problem(
          "configuration.no-mirrors-folder",
          "'versions' makes versions from git and names no folder for mirrors",
          "Add 'mirrors', a folder of this model server's own");
    }
    sources.forEach((id, source) -> {
      if (source.repository() == null) {
        fields.problem(
            "configuration.no-repository",
            "Versions of source '%s' are made from git, and its repository or branch is not named"
                .formatted(id),
            "Add 'repository' and 'branch' to the source, as the daemon has them");
      }
    });
  }

  private ModelServerConfiguration.Daemon daemon(FieldReader fields) {
    var daemon = ConfigurationReader.section(fields, "daemon");
    var url = daemon.text("url");
    if (!url.isEmpty() && !url.matches("https?://[^/?#\\s]+/?")) {
      daemon.problem(
          "configuration.daemon-url",
          "'%s' is no address of a daemon".formatted(url),
          "Write http://host:port");
    }
    var token = common.secret(daemon, "token", daemon.takeRequired("token"), "The daemon's token");
    daemon.reportUnknown();
    return new ModelServerConfiguration.Daemon(url, token);
  }

  private ModelServerConfiguration.Versions versions(FieldReader fields) {
    var versions = ConfigurationReader.section(fields, "versions");
    var folder = common.path(versions, "folder");
    if (folder == null) {
      versions.problem(
          "configuration.no-versions-folder",
          "'versions' names no folder",
          "Add 'folder', such as the folder 'versions' in the daemon's data folder");
    }
    var from = versions.choice("from", Origin.class);
    var mirrors = common.path(versions, "mirrors");
    versions.reportUnknown();
    return new ModelServerConfiguration.Versions(
        folder == null ? Path.of("") : folder, from, mirrors);
  }

  private static Drain drain(FieldReader fields) {
    var drain = ConfigurationReader.section(fields, "drain");
    var result =
        new Drain(
            ConfigurationReader.duration(drain, "delay"),
            ConfigurationReader.duration(drain, "longest"));
    drain.reportUnknown();
    return result;
  }
}
