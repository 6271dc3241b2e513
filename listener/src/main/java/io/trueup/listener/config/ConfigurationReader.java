package io.trueup.listener.config;

import static io.trueup.listener.credentials.CredentialReader.word;

import io.trueup.listener.config.Configuration.Authentication;
import io.trueup.listener.config.Configuration.Database;
import io.trueup.listener.config.Configuration.Hooks;
import io.trueup.listener.config.Configuration.Listen;
import io.trueup.listener.config.Configuration.Platforms;
import io.trueup.listener.config.Configuration.Source;
import io.trueup.listener.config.Configuration.Timing;
import io.trueup.listener.credentials.CredentialReader;
import io.trueup.listener.source.VersionsPerBurst;
import io.trueup.model.document.Fields;
import io.trueup.model.document.ReadLimits;
import io.trueup.model.document.Tree;
import io.trueup.model.document.TreeReader;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and checks a configuration. Collects all problems; an unknown key is one. Pure. */
public final class ConfigurationReader {

  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();

  private ConfigurationReader(Path folder) {
    this.folder = folder;
  }

  /**
   * What was read.
   *
   * @param configuration null when there are problems
   * @param problems by place
   */
  public record Result(@Nullable Configuration configuration, List<Problem> problems) {}

  /**
   * Reads a configuration.
   *
   * @param fileName for messages
   * @param folder that relative paths in it start from
   */
  public static Result read(String fileName, Path folder, byte[] content) {
    var trees =
        TreeReader.read(
            fileName.endsWith(".json") ? fileName : "x.yaml", content, ReadLimits.CONFIGURATION);
    var reader = new ConfigurationReader(folder);
    reader.problems.addAll(trees.problems());
    var configuration = reader.configuration(trees.documents());
    var problems =
        reader.problems.stream().map(it -> it.in(fileName)).sorted(Problem.BY_LOCATION).toList();
    return new Result(problems.isEmpty() ? configuration : null, problems);
  }

  private @Nullable Configuration configuration(List<Tree> documents) {
    if (documents.size() != 1) {
      if (problems.isEmpty()) {
        problems.add(
            Problem.error(
                "configuration.documents",
                Location.NOWHERE,
                "The configuration holds %d documents".formatted(documents.size()),
                "Write one, with at least 'sources'"));
      }
      return null;
    }
    var fields = Fields.of(documents.getFirst(), "The configuration", problems);
    var dataFolder = path(fields, "data-folder");
    var configuration =
        new Configuration(
            dataFolder == null ? folder.resolve("trueup-data") : dataFolder,
            listen(fields),
            database(fields),
            sources(fields),
            path(fields, "credentials"),
            hooks(fields),
            platforms(fields),
            timing(fields));
    fields.end();
    return configuration;
  }

  private @Nullable Path path(Fields fields, String name) {
    var text = fields.optionalText(name);
    return text == null ? null : folder.resolve(text).normalize();
  }

  private Fields section(Fields fields, String name) {
    var tree = fields.take(name);
    return Fields.of(
        tree == null ? new Tree.Mapping(List.of(), 1, 1) : tree, "'%s'".formatted(name), problems);
  }

  private Listen listen(Fields fields) {
    var listen = section(fields, "listen");
    var host = listen.optionalText("host");
    var result =
        new Listen(
            host == null ? "127.0.0.1" : host,
            (int) listen.number("port", 8080, 0, 65535),
            (int) listen.number("max-connections", 2000, 16, 1_000_000),
            listen.flag("public-status-page", false));
    listen.end();
    return result;
  }

  private @Nullable Database database(Fields fields) {
    var tree = fields.take("database");
    if (tree == null) {
      return null;
    }
    var database = Fields.of(tree, "'database'", problems);
    var url = database.text("url");
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql://")) {
      database.problem(
          "configuration.database-url",
          "'%s' is not a Postgres address".formatted(url),
          "Write jdbc:postgresql://host:port/database");
    }
    if (url.contains("password=")) {
      database.problem(
          "configuration.secret",
          "The database's address holds a password",
          "Put it under 'password' as a file or an environment variable");
    }
    var user = database.text("user");
    var password = secret(database.takeRequired("password"), "'password'");
    var size = (int) database.number("pool-size", 10, 2, 200);
    database.end();
    return new Database(url, user, password, size);
  }

  /** {@code {file: path}} or {@code {env: NAME}}. */
  private SecretReference secret(@Nullable Tree tree, String what) {
    if (tree == null) {
      return new SecretReference.InEnvironment("");
    }
    if (tree instanceof Tree.Scalar scalar) {
      problems.add(
          Problem.error(
              "configuration.secret",
              new Location("", scalar.line(), scalar.column()),
              "%s is written in the clear".formatted(what),
              "Write {file: path} or {env: NAME} instead, and change the secret"));
      return new SecretReference.InEnvironment("");
    }
    var fields = Fields.of(tree, what, problems);
    var file = path(fields, "file");
    var variable = fields.optionalText("env");
    fields.end();
    if ((file == null) == (variable == null)) {
      fields.problem(
          "configuration.secret",
          what + " names neither or both of a file and an environment variable",
          "Write {file: path} or {env: NAME}");
    }
    return file != null
        ? new SecretReference.InFile(file)
        : new SecretReference.InEnvironment(variable == null ? "" : variable);
  }

  private SortedMap<SourceId, Source> sources(Fields fields) {
    var sources = new TreeMap<SourceId, Source>();
    for (var entry : fields.entries("sources")) {
      try {
        var id = new SourceId(entry.name());
        sources.put(id, source(id, entry.value()));
      } catch (IllegalArgumentException e) {
        problems.add(
            Problem.error(
                "configuration.source-name",
                new Location("", entry.line(), entry.column()),
                String.valueOf(e.getMessage()),
                "Rename it"));
      }
    }
    if (sources.isEmpty() && problems.isEmpty()) {
      fields.problem(
          "configuration.no-source",
          "The configuration names no source",
          "Add one under 'sources', with its 'repository' and 'branch'");
    }
    return sources;
  }

  private Source source(SourceId id, Tree tree) {
    var fields = Fields.of(tree, "Source '%s'".formatted(id), problems);
    var repository = fields.text("repository");
    var branch = fields.text("branch");
    var modelRoot = fields.optionalText("model-root");
    var authentication = authentication(fields, id);
    var webhook = section(fields, "webhook");
    var secrets = new ArrayList<SecretReference>();
    webhook
        .items("secrets")
        .forEach(item -> secrets.add(secret(item, "A secret of source '%s'".formatted(id))));
    var unsigned = webhook.flag("allow-unsigned", false);
    var repositoryId = webhook.optionalText("repository-id");
    webhook.end();
    if (secrets.isEmpty() && !unsigned) {
      fields.problem(
          "configuration.unsigned-source",
          "Source '%s' has no webhook secret, so anybody could send deliveries for it"
              .formatted(id),
          "Add one under 'webhook.secrets', or write 'webhook: {allow-unsigned: true}' if that is"
              + " what you want");
    }
    var source =
        new Source(
            id,
            repository,
            branch,
            modelRoot == null ? "" : modelRoot,
            authentication,
            List.copyOf(secrets),
            unsigned,
            repositoryId,
            duration(fields, "poll-every", Duration.ofSeconds(60)),
            fields.parsed(
                "versions",
                VersionsPerBurst.EVERY_MERGE,
                "document.unknown-value",
                VersionsPerBurst::parse));
    fields.end();
    return source;
  }

  private Authentication authentication(Fields source, SourceId id) {
    var tree = source.take("authentication");
    if (tree == null) {
      return new Authentication.None();
    }
    var fields = Fields.of(tree, "The authentication of source '%s'".formatted(id), problems);
    var token = fields.take("token");
    var key = path(fields, "ssh-key");
    var knownHosts = path(fields, "known-hosts");
    var user = fields.optionalText("user");
    fields.end();
    if (token != null && key == null) {
      return new Authentication.Token(
          user == null ? "x-access-token" : user,
          secret(token, "The token of source '%s'".formatted(id)));
    }
    if (token == null && key != null && knownHosts != null) {
      return new Authentication.SshKey(key, knownHosts);
    }
    fields.problem(
        "configuration.authentication",
        "The authentication of source '%s' is neither a token nor an ssh key with known hosts"
            .formatted(id),
        "Write {token: {file: path}}, or {ssh-key: path, known-hosts: path}");
    return new Authentication.None();
  }

  private Hooks hooks(Fields fields) {
    var hooks = section(fields, "hooks");
    var result = new Hooks((int) hooks.number("max-body-size", 5 << 20, 1024, 25 << 20));
    hooks.end();
    return result;
  }

  private Platforms platforms(Fields fields) {
    var platforms = section(fields, "platforms");
    var result =
        new Platforms((int) platforms.number("ddl-at-once", 1, 1, 100), security(platforms));
    platforms.end();
    return result;
  }

  private Settings security(Fields fields) {
    return new Settings(
        fields.parsed("tls", null, "document.unknown-value", it -> word(Tls.class, "tls", it)),
        path(fields, "ca"),
        fields.parsed("authentication", null, "document.unknown-value", CredentialReader::methods),
        fields.parsed(
            "channel-binding",
            null,
            "document.unknown-value",
            it -> word(ChannelBinding.class, "channel-binding", it)));
  }

  private Timing timing(Fields fields) {
    var timing = section(fields, "timing");
    var result =
        new Timing(
            duration(timing, "git-timeout", Duration.ofSeconds(60)),
            duration(timing, "lease", Duration.ofSeconds(15)),
            duration(timing, "run", Duration.ofHours(1)),
            duration(timing, "reconcile", Duration.ofSeconds(60)),
            duration(timing, "sweep", Duration.ofSeconds(5)));
    timing.end();
    return result;
  }

  private static Duration duration(Fields fields, String name, Duration fallback) {
    return fields.parsed(name, fallback, "configuration.duration", Durations::parse);
  }
}
