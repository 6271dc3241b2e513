package io.trueup.listener.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka cluster that an operator names.
 *
 * @param servers where to find its brokers, each {@code host:port}
 * @param security how to connect to them
 * @param group of all daemons of this installation: of their consumers and their transactions
 * @param deliveries how git events come in
 * @param events the topic of state changes; null when none are sent
 * @param work the topics of work for platforms of type {@code remote}; null when there are none
 * @param form of the topics that {@code trueup topics create} makes
 */
public record KafkaConfiguration(
    List<String> servers,
    Security security,
    String group,
    Deliveries deliveries,
    @Nullable String events,
    @Nullable Work work,
    TopicForm form) {

  public KafkaConfiguration {
    servers = List.copyOf(servers);
  }

  /**
   * How to connect.
   *
   * @param isEncrypted whether by TLS
   * @param ca file of the authorities, in PEM; null for those of the Java platform
   * @param certificate file of our own certificate with its chain, in PEM; null for none
   * @param key of that certificate, in PEM (PKCS #8, without a password); null for none
   * @param login null for none
   */
  public record Security(
      boolean isEncrypted,
      @Nullable Path ca,
      @Nullable Path certificate,
      @Nullable SecretReference key,
      @Nullable Login login) {}

  /** How the daemon logs in to the brokers. */
  public sealed interface Login {

    /**
     * With a user's password.
     *
     * @param mechanism such as {@code SCRAM-SHA-512}
     */
    record Scram(String mechanism, String user, SecretReference password) implements Login {}

    /** With tokens that a server issues for a client. */
    record Client(String tokenUrl, String client, SecretReference secret, @Nullable String scope)
        implements Login {}

    /** With the token in a file, which another program renews. */
    record Token(Path file) implements Login {}
  }

  /**
   * How git events come in.
   *
   * @param topic that several sources share; null when each has its own
   * @param deadLetters the topic of records that cannot be understood
   */
  public record Deliveries(@Nullable String topic, String deadLetters) {}

  /**
   * The topics of work.
   *
   * @param commands what platforms are to do
   * @param results what they report
   */
  public record Work(String commands, String results) {}

  /**
   * The form of topics.
   *
   * @param partitions of each
   * @param replicas of each partition
   * @param keep how long events and deliveries are kept
   */
  public record TopicForm(int partitions, int replicas, Duration keep) {}

  /** What proves that a record is genuine. */
  public enum Trust {
    /** The forge's proof in the record's headers, as over HTTP. */
    PROOF,
    /** That it is in the topic: only those may write there who may poke. */
    TOPIC
  }

  /**
   * What a source takes from Kafka.
   *
   * @param topic its own; null for the shared one
   * @param keys of its records in the shared topic
   */
  public record SourceRecords(@Nullable String topic, Trust trust, List<String> keys) {

    public SourceRecords {
      keys = List.copyOf(keys);
    }
  }
}
