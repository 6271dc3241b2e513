package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.api.LeaseRules;
import io.trueup.listener.daemon.api.ModelServerRules;
import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.daemon.config.Configuration.Currency;
import io.trueup.listener.daemon.config.Configuration.Database;
import io.trueup.listener.daemon.config.Configuration.Hooks;
import io.trueup.listener.daemon.config.Configuration.Listen;
import io.trueup.listener.daemon.config.Configuration.Models;
import io.trueup.listener.daemon.config.Configuration.Platforms;
import io.trueup.listener.daemon.config.Configuration.Source;
import io.trueup.listener.daemon.config.Configuration.Timing;
import io.trueup.listener.daemon.config.Configuration.Versions;
import io.trueup.listener.daemon.config.Configuration.WhenStale;
import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.engine.RetentionRules;
import io.trueup.listener.engine.credentials.CredentialReader;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.TreeParser;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.schedule.Durations;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration by its {@linkplain ConfigurationShape shape}. Collects all problems; an
 * unknown key is one. Pure.
 */
public final class ConfigurationReader {

  /** The text of a wait that has no length. */
  static final String NO_WAIT = "0s";

  private final Path folder;
  final List<Problem> problems = new ArrayList<>();
  private boolean hasPublicUrl;

  ConfigurationReader(Path folder) {
    this.folder = folder;
  }

  /**
   * The configuration and the problems of a file.
   *
   * @param configuration null when there are problems
   * @param problems by place
   */
  public record Result(@Nullable Configuration configuration, List<Problem> problems) {}

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
    var reader = new ConfigurationReader(folder);
    reader.problems.addAll(trees.problems());
    var configuration = reader.configuration(trees.documents());
    var problems =
        reader.problems.stream()
            .map(it -> it.inFile(fileName))
            .sorted(Problem.BY_LOCATION)
            .toList();
    return new Result(problems.isEmpty() ? configuration : null, problems);
  }

  /** Whether the configuration says by which address forges and people reach the daemon. */
  boolean hasPublicUrl() {
    return hasPublicUrl;
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
    var fields =
        FieldReader.of(
            documents.getFirst(),
            ConfigurationShape.CONFIGURATION,
            "The configuration",
            null,
            problems);
    hasPublicUrl = fields.take("public-url") != null;
    var sources = sources(fields);
    var configuration =
        new Configuration(
            folder.resolve(fields.textOrDefault("data-folder")).normalize(),
            listen(fields),
            fields.wellFormedText("public-url"),
            database(fields),
            sources,
            ServesReader.read(section(fields, "serves"), sources.keySet()),
            path(fields, "credentials"),
            hooks(fields),
            platforms(fields),
            timing(fields),
            versions(fields),
            models(fields),
            currency(fields),
            retention(fields),
            TracingReader.read(this, fields),
            new KafkaReader(this).read(fields, sources.values()),
            SubscriptionsReader.read(section(fields, "subscriptions")),
            new NotificationsReader(this).read(fields, sources.keySet()));
    fields.reportUnknown();
    return configuration;
  }

  @Nullable Path path(FieldReader fields, String name) {
    var text = fields.optionalText(name);
    return text == null ? null : folder.resolve(text).normalize();
  }

  static FieldReader section(FieldReader fields, String name) {
    return fields.inner(name, "'%s'".formatted(name), null);
  }

  static Listen listen(FieldReader fields) {
    var listen = section(fields, "listen");
    var result =
        new Listen(
            listen.textOrDefault("host"),
            (int) listen.number("port"),
            (int) listen.number("max-connections"),
            listen.flag("public-status-page"));
    listen.reportUnknown();
    return result;
  }

  @Nullable Database database(FieldReader fields) {
    if (fields.take("database") == null) {
      return null;
    }
    var database = section(fields, "database");
    var url = database.text("url");
    if (url.contains("password=")) {
      database.problem(
          "configuration.secret",
          "The database's address holds a password",
          "Put it under 'password' as a file or an environment variable");
    }
    var user = database.text("user");
    var password = secret(database, "password", database.takeRequired("password"), "'password'");
    var size = (int) database.number("pool-size");
    database.reportUnknown();
    return new Database(url, user, password, size);
  }

  /**
   * Reads {@code {file: path}} or {@code {env: NAME}}.
   *
   * @param tree what the field of the owner holds, or one item of it
   */
  SecretReference secret(FieldReader owner, String field, @Nullable Tree tree, String what) {
    if (tree == null) {
      return new SecretReference.InEnvironment("");
    }
    if (tree instanceof Tree.Scalar scalar) {
      owner.problem(
          scalar,
          "configuration.secret",
          "%s is written in the clear".formatted(what),
          "Write {file: path} or {env: NAME} instead, and change the secret");
      return new SecretReference.InEnvironment("");
    }
    return place(owner.inner(field, tree, what, null), what);
  }

  /** Reads the place of a secret, whose further fields are taken before. */
  SecretReference place(FieldReader fields, String what) {
    var file = path(fields, "file");
    var variable = fields.optionalText("env");
    fields.reportUnknown();
    if ((file == null) == (variable == null)) {
      fields.problem(
          "configuration.secret",
          what + " must name either a file or an environment variable",
          "Write {file: path} or {env: NAME}");
    }
    return file != null
        ? new SecretReference.InFile(file)
        : new SecretReference.InEnvironment(variable == null ? "" : variable);
  }

  private SortedMap<SourceId, Source> sources(FieldReader fields) {
    var sources = new TreeMap<SourceId, Source>();
    for (var entry : fields.entries("sources")) {
      if (ConfigurationShape.SOURCE_NAME.brokenBy(entry.name()) == null) {
        var id = new SourceId(entry.name());
        sources.put(id, source(id, fields.inner("sources", entry.value(), "Source", id.value())));
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

  private Source source(SourceId id, FieldReader fields) {
    var authentication = authentication(fields, id);
    var repository = RepositoryReader.read(fields, id, authentication);
    var modelRoot = fields.optionalText("model-root");
    var webhook = new WebhookReader(this).read(fields, id);
    var source =
        new Source(
            id,
            repository.url(),
            repository.branch(),
            modelRoot == null ? "" : modelRoot,
            authentication,
            webhook,
            duration(fields, "poll-every"),
            fields.choice("versions", VersionsPerBurst.class),
            new ForgeApiReader(this).read(fields, id, repository.url(), webhook.forge().forge()),
            KafkaReader.records(fields, id));
    fields.reportUnknown();
    return source;
  }

  Authentication authentication(FieldReader source, SourceId id) {
    if (source.take("authentication") == null) {
      return new Authentication.None();
    }
    var fields = source.inner("authentication", "The authentication of source", id.value());
    var token = fields.take("token");
    var key = path(fields, "ssh-key");
    var knownHosts = path(fields, "known-hosts");
    var user = fields.textOrDefault("user");
    fields.reportUnknown();
    if (token != null && key == null) {
      return new Authentication.Token(
          user, secret(fields, "token", token, "The token of source '%s'".formatted(id)));
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

  private static Hooks hooks(FieldReader fields) {
    var hooks = section(fields, "hooks");
    var result = new Hooks((int) hooks.number("max-body-size"));
    hooks.reportUnknown();
    return result;
  }

  private Platforms platforms(FieldReader fields) {
    var platforms = section(fields, "platforms");
    var result = new Platforms((int) platforms.number("ddl-at-once"), security(platforms));
    platforms.reportUnknown();
    return result;
  }

  private Settings security(FieldReader platforms) {
    var tls = platforms.optionalChoice("tls", Tls.class);
    var ca = path(platforms, "ca");
    var methods = CredentialReader.parseMethods(platforms.wellFormedText("authentication"));
    var binding = platforms.optionalChoice("channel-binding", ChannelBinding.class);
    return new Settings(tls, ca, methods, binding);
  }

  private static Timing timing(FieldReader fields) {
    var timing = section(fields, "timing");
    var result =
        new Timing(
            duration(timing, "git-timeout"),
            duration(timing, "lease"),
            duration(timing, "run"),
            duration(timing, "reconcile"),
            duration(timing, "sweep"));
    timing.reportUnknown();
    return result;
  }

  private static Versions versions(FieldReader fields) {
    var versions = section(fields, "versions");
    var result = new Versions((int) versions.number("keep"));
    versions.reportUnknown();
    return result;
  }

  static @Nullable Long memory(FieldReader fields) {
    var memory = fields.wellFormedText("memory");
    return memory == null ? null : MemorySizes.parse(memory);
  }

  GraphQlLimits graphql(FieldReader fields) {
    var graphql = section(fields, "graphql");
    var limits =
        new GraphQlLimits(
            graphql.flag("introspection"),
            (int) graphql.number("max-depth"),
            (int) graphql.number("max-cost"),
            duration(graphql, "timeout"),
            QueryFolder.read(graphql, path(graphql, "queries")));
    graphql.reportUnknown();
    return limits;
  }

  private Models models(FieldReader fields) {
    var models = section(fields, "models");
    var memory = memory(models);
    var lease = section(models, "lease");
    var servers = section(models, "servers");
    var result =
        new Models(
            memory,
            new LeaseRules(
                duration(lease, "default"),
                duration(lease, "longest"),
                (int) lease.number("most-per-token")),
            new ModelServerRules(
                duration(servers, "silence"),
                duration(servers, "patience"),
                waitLength(servers, "prepare-within")),
            graphql(models));
    lease.reportUnknown();
    servers.reportUnknown();
    models.reportUnknown();
    return result;
  }

  private static Currency currency(FieldReader fields) {
    var currency = section(fields, "currency");
    var result =
        new Currency(
            currency.choice("when-stale", WhenStale.class), duration(currency, "stale-for"));
    currency.reportUnknown();
    return result;
  }

  private static RetentionRules retention(FieldReader fields) {
    var retention = section(fields, "retention");
    var keep = new EnumMap<RetentionKind, Duration>(RetentionKind.class);
    for (var kind : RetentionKind.values()) {
      RetentionRules.parse(retention.textOrDefault(kind.key()))
          .ifPresent(length -> keep.put(kind, length));
    }
    retention.reportUnknown();
    return new RetentionRules(keep);
  }

  static Duration waitLength(FieldReader fields, String name) {
    var text = fields.textOrDefault(name);
    return text.equals(NO_WAIT) ? Duration.ZERO : Durations.parse(text);
  }

  static Duration duration(FieldReader fields, String name) {
    return Durations.parse(fields.textOrDefault(name));
  }
}
