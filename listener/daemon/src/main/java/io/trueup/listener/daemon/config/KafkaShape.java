package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.listener.daemon.config.KafkaConfiguration.Trust;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import java.util.List;
import java.util.Locale;

/** The keys of Kafka. */
final class KafkaShape {

  /** How a login is proved. */
  enum Mechanism {
    SCRAM_SHA_512,
    SCRAM_SHA_256,
    OAUTHBEARER;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The word in Kafka's protocol. */
    String word() {
      return name().replace('_', '-');
    }
  }

  /** Whether connections are encrypted. */
  enum Encryption {
    REQUIRE,
    OFF;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Text SERVER =
      new Text(
          Form.matching(
              "configuration.kafka-server",
              "a broker's address such as kafka.acme.internal:9093",
              "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}",
              "Write host:port"));

  private static final Text TOPIC =
      new Text(
          Form.matching(
              "configuration.topic",
              "the name of a topic",
              "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}",
              "Use letters, digits, '.', '_' and '-', at most 249"));

  private static final Text TOKEN_URL =
      new Text(
          Form.matching(
              "configuration.token-url",
              "an https address",
              "https://.+|http://(?:localhost|127\\.0\\.0\\.1)[:/].*",
              "Write https://host/path"));

  private static final Structure TLS =
      new Structure(
          "KafkaTls",
          "How connections to brokers are encrypted.",
          List.of(
              optional(
                      "mode",
                      Choice.of(Encryption.values(), Encryption::key),
                      "Brokers' certificates are verified for their names; `off` sends everything,"
                          + " tokens too, in the clear.")
                  .byDefault("require"),
              optional("ca", ConfigurationShape.PATH, "File of the authorities, in PEM.")
                  .otherwise("those of the Java platform"),
              optional(
                  "certificate",
                  ConfigurationShape.PATH,
                  "File of the daemon's own certificate with its chain, in PEM."),
              optional(
                  "key",
                  ConfigurationShape.SECRET,
                  "Its key, in PEM (PKCS #8), without a password.")));

  private static final Structure LOGIN =
      new Structure(
          "KafkaLogin",
          "How the daemon logs in to brokers: with `user` and `password`, or for `oauthbearer` with"
              + " `token-file`, or with `token-url`, `client` and `secret`.",
          List.of(
              optional(
                      "mechanism",
                      Choice.of(Mechanism.values(), Mechanism::key),
                      "How the login is proved.")
                  .byDefault("scram-sha-512"),
              optional("user", ConfigurationShape.TEXT, "The user."),
              optional("password", ConfigurationShape.SECRET, "That user's password."),
              optional(
                  "token-file",
                  ConfigurationShape.PATH,
                  "File of a token that another program renews; it is read again before the token"
                      + " expires."),
              optional("token-url", TOKEN_URL, "Where tokens are asked for."),
              optional("client", ConfigurationShape.TEXT, "The client's id there."),
              optional("secret", ConfigurationShape.SECRET, "The client's secret there."),
              optional("scope", ConfigurationShape.TEXT, "The scope to ask for.")));

  private static final Structure DELIVERIES =
      new Structure(
          "KafkaDeliveries",
          "How git events come in.",
          List.of(
              optional("topic", TOPIC, "The topic that sources without one of their own share.")
                  .otherwise("each source has its own"),
              optional("dead-letters", TOPIC, "The topic of records that cannot be understood.")
                  .byDefault("trueup.dead-letters")));

  private static final Structure EVENTS =
      new Structure(
          "KafkaEvents",
          "How state changes go out.",
          List.of(required("topic", TOPIC, "Their topic.").example("trueup.events")));

  private static final Structure WORK =
      new Structure(
          "KafkaWork",
          "The topics of work for platforms of type `remote`.",
          List.of(
              optional("commands", TOPIC, "What platforms are to do.")
                  .byDefault("trueup.work.commands"),
              optional("results", TOPIC, "What they report.").byDefault("trueup.work.results")));

  private static final Structure TOPICS =
      new Structure(
          "KafkaTopics",
          "The form of the topics, for `trueup topics`.",
          List.of(
              optional("partitions", new WholeNumber(1, 10_000), "Partitions of each.")
                  .byDefault("12"),
              optional("replicas", new WholeNumber(1, 100), "Copies of each partition.")
                  .byDefault("3"),
              optional("keep", ConfigurationShape.DURATION, "How long records are kept.")
                  .byDefault("14d")));

  static final Structure KAFKA =
      new Structure(
          "Kafka",
          "A [Kafka cluster](kafka.md) that git events come from and state changes go to.",
          List.of(
              required(
                      "servers",
                      new ListOf(SERVER, Empty.REFUSED),
                      "Some of its brokers, by which the others are found.")
                  .example("[kafka-1.acme.internal:9093, kafka-2.acme.internal:9093]"),
              optional("tls", TLS, "How connections are encrypted."),
              optional("login", LOGIN, "How the daemon logs in.").otherwise("without logging in"),
              optional(
                      "group",
                      TOPIC,
                      "The group of the daemons of one installation, as consumers and in"
                          + " transactions; the same for each of them.")
                  .byDefault("trueup"),
              optional("deliveries", DELIVERIES, "How git events come in."),
              optional("events", EVENTS, "How state changes go out.").otherwise("they do not"),
              optional("work", WORK, "The topics of work for platforms of type `remote`.")
                  .otherwise("there are none"),
              optional("topics", TOPICS, "The form of the topics.")));

  private static final Structure RECORDS =
      new Structure(
          "SourceRecords",
          "What a source takes from Kafka.",
          List.of(
              optional("topic", TOPIC, "Its own topic.")
                  .otherwise("the shared one, `kafka.deliveries.topic`"),
              optional(
                      "trust",
                      Choice.of(Trust.values(), it -> it.name().toLowerCase(Locale.ROOT)),
                      "`proof` demands the forge's proof in the record's headers, as over HTTP;"
                          + " `topic` takes all that is in the topic.")
                  .byDefault("proof"),
              optional(
                      "keys",
                      new ListOf(ConfigurationShape.TEXT, Empty.REFUSED),
                      "The keys of its records in the shared topic.")
                  .otherwise("the source's name")));

  static final ValueShape.Field FIELD = optional("kafka", KAFKA, "The Kafka cluster.");

  static final ValueShape.Field OF_SOURCE =
      optional("kafka", RECORDS, "What it takes from [Kafka](kafka.md).").otherwise("nothing");

  private KafkaShape() {}
}
