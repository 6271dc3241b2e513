package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.Source;
import io.trueup.listener.daemon.config.KafkaConfiguration.Deliveries;
import io.trueup.listener.daemon.config.KafkaConfiguration.Login;
import io.trueup.listener.daemon.config.KafkaConfiguration.Security;
import io.trueup.listener.daemon.config.KafkaConfiguration.SourceRecords;
import io.trueup.listener.daemon.config.KafkaConfiguration.TopicForm;
import io.trueup.listener.daemon.config.KafkaConfiguration.Trust;
import io.trueup.listener.daemon.config.KafkaConfiguration.Work;
import io.trueup.listener.daemon.config.KafkaShape.Encryption;
import io.trueup.listener.daemon.config.KafkaShape.Mechanism;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.statestore.SourceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a configuration says about Kafka, by its {@linkplain KafkaShape shape}. */
final class KafkaReader {

  private final ConfigurationReader reader;

  KafkaReader(ConfigurationReader reader) {
    this.reader = reader;
  }

  /** Null when there is none. */
  @Nullable KafkaConfiguration read(FieldReader all, Collection<Source> sources) {
    if (all.take("kafka") == null) {
      sources.stream()
          .filter(it -> it.records() != null)
          .findFirst()
          .ifPresent(it ->
              all.problem(
                  "configuration.no-kafka",
                  "Source '%s' takes deliveries from Kafka, and the configuration names no cluster"
                      .formatted(it.id()),
                  "Add 'kafka' with its 'servers', or remove 'kafka' of the source"));
      return null;
    }
    var fields = ConfigurationReader.section(all, "kafka");
    var kafka =
        new KafkaConfiguration(
            fields.texts("servers"),
            security(fields),
            fields.textOrDefault("group"),
            deliveries(fields),
            events(fields),
            work(fields),
            form(fields));
    fields.takeRequired("servers");
    fields.reportUnknown();
    checkTopics(fields, kafka, sources);
    checkKeys(fields, sources);
    return kafka;
  }

  private Security security(FieldReader kafka) {
    var tls = inner(kafka, "tls");
    var mode = tls.choice("mode", Encryption.class);
    var ca = reader.path(tls, "ca");
    var certificate = reader.path(tls, "certificate");
    var keyTree = tls.take("key");
    var key = keyTree == null ? null : reader.secret(tls, "key", keyTree, "The key of 'kafka.tls'");
    tls.reportUnknown();
    if ((certificate == null) != (key == null)) {
      tls.problem(
          "configuration.kafka-certificate",
          "'kafka.tls' has only one of 'certificate' and 'key'",
          "Write both or none");
    }
    return new Security(mode == Encryption.REQUIRE, ca, certificate, key, login(kafka));
  }

  private @Nullable Login login(FieldReader kafka) {
    if (kafka.take("login") == null) {
      return null;
    }
    var login = inner(kafka, "login");
    var mechanism = login.choice("mechanism", Mechanism.class);
    var user = login.optionalText("user");
    var password = optionalSecret(login, "password");
    var tokenFile = reader.path(login, "token-file");
    var tokenUrl = login.wellFormedText("token-url");
    var client = login.optionalText("client");
    var secret = optionalSecret(login, "secret");
    var scope = login.optionalText("scope");
    login.reportUnknown();
    if (mechanism == Mechanism.OAUTHBEARER && user == null && password == null) {
      if (tokenFile != null && tokenUrl == null && client == null && secret == null) {
        return new Login.Token(tokenFile);
      }
      if (tokenFile == null && tokenUrl != null && client != null && secret != null) {
        return new Login.Client(tokenUrl, client, secret, scope);
      }
    } else if (user != null && password != null && tokenFile == null && tokenUrl == null) {
      return new Login.Scram(mechanism.word(), user, password);
    }
    login.problem(
        "configuration.kafka-login",
        "The login of 'kafka' is incomplete, or mixes several",
        "Write {user: name, password: {file: path}}, {mechanism: oauthbearer, token-file: path}, or"
            + " {mechanism: oauthbearer, token-url: address, client: id, secret: {file: path}}");
    return null;
  }

  private @Nullable SecretReference optionalSecret(FieldReader login, String field) {
    var tree = login.take(field);
    return tree == null
        ? null
        : reader.secret(login, field, tree, "'%s' of 'kafka.login'".formatted(field));
  }

  private static FieldReader inner(FieldReader kafka, String name) {
    return kafka.inner(name, "'kafka.%s'".formatted(name), null);
  }

  private static Deliveries deliveries(FieldReader kafka) {
    var fields = inner(kafka, "deliveries");
    var result =
        new Deliveries(fields.wellFormedText("topic"), fields.textOrDefault("dead-letters"));
    fields.reportUnknown();
    return result;
  }

  private static @Nullable String events(FieldReader kafka) {
    if (kafka.take("events") == null) {
      return null;
    }
    var fields = inner(kafka, "events");
    var topic = fields.text("topic");
    fields.reportUnknown();
    return topic;
  }

  private static @Nullable Work work(FieldReader kafka) {
    if (kafka.take("work") == null) {
      return null;
    }
    var fields = inner(kafka, "work");
    var work = new Work(fields.textOrDefault("commands"), fields.textOrDefault("results"));
    fields.reportUnknown();
    return work;
  }

  private static TopicForm form(FieldReader kafka) {
    var fields = inner(kafka, "topics");
    var form =
        new TopicForm(
            (int) fields.number("partitions"),
            (int) fields.number("replicas"),
            ConfigurationReader.duration(fields, "keep"));
    fields.reportUnknown();
    return form;
  }

  /** What a source takes; null when it takes nothing. */
  static @Nullable SourceRecords records(FieldReader source, SourceId id) {
    if (source.take("kafka") == null) {
      return null;
    }
    var fields = source.inner("kafka", "'kafka' of source", id.value());
    var topic = fields.wellFormedText("topic");
    var trust = fields.choice("trust", Trust.class);
    var keys = fields.optionalTexts("keys");
    fields.reportUnknown();
    if (topic != null && keys != null) {
      fields.problem(
          "configuration.kafka-keys",
          "Source '%s' has keys and a topic of its own, all of whose records are its".formatted(id),
          "Remove 'keys' or 'topic'");
    }
    return new SourceRecords(topic, trust, keys == null ? List.of(id.value()) : keys);
  }

  /**
   * Each topic has one purpose, and a topic of deliveries one source unless it is the shared one.
   */
  private static void checkTopics(
      FieldReader fields, KafkaConfiguration kafka, Collection<Source> sources) {
    var uses = new HashMap<String, String>();
    use(fields, uses, kafka.deliveries().topic(), "the deliveries of several sources");
    use(fields, uses, kafka.deliveries().deadLetters(), "dead letters");
    use(fields, uses, kafka.events(), "events");
    var work = kafka.work();
    if (work != null) {
      use(fields, uses, work.commands(), "commands");
      use(fields, uses, work.results(), "results");
    }
    for (var source : sources) {
      var records = source.records();
      if (records != null && records.topic() == null && kafka.deliveries().topic() == null) {
        fields.problem(
            "configuration.no-topic",
            "Source '%s' takes deliveries from Kafka, and no topic is named".formatted(source.id()),
            "Add 'topic' to 'kafka' of the source, or to 'kafka.deliveries'");
      } else if (records != null) {
        use(fields, uses, records.topic(), "source '%s'".formatted(source.id()));
      }
    }
  }

  private static void use(
      FieldReader fields, Map<String, String> uses, @Nullable String topic, String use) {
    var former = topic == null ? null : uses.putIfAbsent(topic, use);
    if (former != null) {
      fields.problem(
          "configuration.topic-twice",
          "Topic '%s' is for %s and for %s".formatted(topic, former, use),
          "Give each its own topic; sources that share one leave theirs out and name it under"
              + " 'kafka.deliveries.topic'");
    }
  }

  private static void checkKeys(FieldReader fields, Collection<Source> sources) {
    var owners = new HashMap<String, SourceId>();
    for (var source : sources) {
      var records = source.records();
      if (records == null || records.topic() != null) {
        continue;
      }
      for (var key : records.keys()) {
        var former = owners.putIfAbsent(key, source.id());
        if (former != null) {
          fields.problem(
              "configuration.key-twice",
              "The key '%s' of the shared topic is of source '%s' and of source '%s'"
                  .formatted(key, former, source.id()),
              "Give each source its own keys");
        }
      }
    }
  }
}
