package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.ModelServerConfiguration.Drain;
import io.trueup.listener.daemon.config.ModelServerConfiguration.Origin;
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
    var whenMissing = fields.choice("when-missing", WhenMissing.class);
    var refresh = ConfigurationReader.duration(fields, "refresh");
    var drain = drain(fields);
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
        drain);
  }

  private SortedMap<SourceId, String> sources(FieldReader fields) {
    var sources = new TreeMap<SourceId, String>();
    for (var entry : fields.entries("sources")) {
      if (ConfigurationShape.SOURCE_NAME.brokenBy(entry.name()) == null) {
        var id = new SourceId(entry.name());
        var source = fields.inner("sources", entry.value(), "Source", id.value());
        sources.put(id, Objects.requireNonNullElse(source.optionalText("model-root"), ""));
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
    versions.reportUnknown();
    return new ModelServerConfiguration.Versions(folder == null ? Path.of("") : folder, from);
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
