package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.KafkaConfiguration;
import io.trueup.listener.daemon.config.KafkaConfiguration.Login;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.platforms.spi.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of the configured cluster. Each reads secrets and certificates again, so that new
 * ones need no restart. Thread-safe.
 */
final class KafkaClients {

  /** How long one request may take. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a record may take to be acknowledged, over all retries. */
  private static final Duration DELIVERY = Duration.ofSeconds(30);

  /** The least that brokers allow. */
  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(6);

  /** Above any delivery, so that each fits into a record. */
  private static final int MOST_BYTES = 32 << 20;

  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  private final KafkaConfiguration configuration;
  private final SecretReader secrets;
  private final InstantSource clock;

  KafkaClients(KafkaConfiguration configuration, SecretReader secrets, InstantSource clock) {
    this.configuration = configuration;
    this.secrets = secrets;
    this.clock = clock;
  }

  KafkaConfiguration configuration() {
    return configuration;
  }

  KafkaFailures failures() {
    return new KafkaFailures(configuration.servers());
  }

  /**
   * A client that creates and describes topics.
   *
   * @throws KafkaSetupException when a secret or a certificate is missing
   */
  Admin admin() {
    var settings = connection();
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return Admin.create(settings);
  }

  /** What asks for topics now and then; throws as {@link #admin}. */
  TopicWatch watch(Collection<String> topics) {
    return new TopicWatch(new DescribedTopics(admin()), failures(), topics, System::nanoTime);
  }

  /**
   * A consumer of deliveries, as a member of the group.
   *
   * @param lease after which time without a sign of life others take over its partitions; longer
   *     where brokers demand it
   */
  KafkaConsumer<byte[], byte[]> consumer(String group, Duration lease) {
    var session = session(lease);
    var settings = consuming();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) session.toMillis() / 3);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return consumer(settings);
  }

  /** The session timeout: after it a silent member is removed from the group. */
  static Duration session(Duration lease) {
    return lease.compareTo(SHORTEST_SESSION) < 0 ? SHORTEST_SESSION : lease;
  }

  /** A consumer without a group, which reads what it is told to. */
  KafkaConsumer<byte[], byte[]> reader() {
    return consumer(consuming());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consuming() {
    var settings = connection();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // What a topic created again needs is decided here, not by the client.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) PATIENCE.toMillis());
    return settings;
  }

  /** A producer whose records are acknowledged by all replicas that are in sync. */
  KafkaProducer<byte[], byte[]> producer() {
    return producer(producing());
  }

  /**
   * A producer of transactions. Once another one with its id has begun, its writes are refused.
   *
   * @param id the same for all processes of which one may write
   */
  KafkaProducer<byte[], byte[]> transactionalProducer(String id) {
    var settings = producing();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) DELIVERY.toMillis());
    return producer(settings);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> producing() {
    var settings = connection();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, (int) PATIENCE.toMillis());
    return settings;
  }

  /**
   * The settings of every client.
   *
   * @throws KafkaSetupException when a secret or a certificate is missing
   */
  Map<String, Object> connection() {
    var security = configuration.security();
    var login = security.login();
    var settings = new HashMap<String, Object>();
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", configuration.servers()));
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
    settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000);
    // The brokers need no metrics of a daemon's clients.
    settings.put("enable.metrics.push", false);
    var encryption = security.isEncrypted() ? "SSL" : "PLAINTEXT";
    settings.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        login == null ? encryption : "SASL_" + encryption);
    if (security.isEncrypted()) {
      encryption(settings, security);
    }
    if (login != null) {
      login(settings, login, security.ca());
    }
    return settings;
  }

  private void encryption(Map<String, Object> settings, KafkaConfiguration.Security security) {
    if (security.ca() != null) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, authorities(security.ca()));
    }
    if (security.certificate() != null && security.key() != null) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          PemFiles.certificates(
              "The certificate of 'kafka.tls.certificate'",
              security.certificate(),
              clock.instant()));
      settings.put(
          SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
          new Password(key("The key of 'kafka.tls.key'", security.key())));
    }
  }

  private String authorities(Path file) {
    return PemFiles.certificates("The file of 'kafka.tls.ca'", file, clock.instant());
  }

  private void login(Map<String, Object> settings, Login login, @Nullable Path ca) {
    switch (login) {
      case Login.Scram(var mechanism, var user, var password) -> {
        var known = secret("The password of 'kafka.login'", password).value();
        settings.put(SaslConfigs.SASL_MECHANISM, mechanism);
        settings.put(
            SaslConfigs.SASL_JAAS_CONFIG,
            module(ScramLoginModule.class, Map.of("username", user, "password", known)));
      }
      case Login.Token(var file) -> {
        if (!Files.isReadable(file)) {
          throw new KafkaSetupException(
              "The token of 'kafka.login' cannot be read: %s does not exist, or is no file that this user may read"
                  .formatted(file));
        }
        bearer(settings, file.toUri(), Map.of());
      }
      case Login.Client client ->
          bearer(settings, URI.create(client.tokenUrl()), options(client, ca));
    }
  }

  /** What a client asks a server of tokens with, and the authorities that vouch for the server. */
  private Map<String, String> options(Login.Client client, @Nullable Path ca) {
    var options = new TreeMap<String, String>();
    options.put("clientId", client.client());
    options.put("clientSecret", secret("The secret of 'kafka.login'", client.secret()).value());
    if (client.scope() != null) {
      options.put("scope", client.scope());
    }
    if (ca != null) {
      options.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      // Brokers often have an authority of their own, and their server of tokens a public one.
      options.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, authorities(ca) + PemFiles.ofJava());
    }
    return options;
  }

  private static void bearer(
      Map<String, Object> settings, URI tokens, Map<String, String> options) {
    allow(tokens.toString());
    settings.put(SaslConfigs.SASL_MECHANISM, "OAUTHBEARER");
    settings.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, tokens.toString());
    settings.put(
        SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
        OAuthBearerLoginCallbackHandler.class.getName());
    settings.put(SaslConfigs.SASL_JAAS_CONFIG, module(OAuthBearerLoginModule.class, options));
  }

  /** Kafka's clients ask for tokens only at addresses that the process allows. */
  private static synchronized void allow(String url) {
    var allowed = System.getProperty(ALLOWED_URLS, "");
    if (!("," + allowed + ",").contains("," + url + ",")) {
      System.setProperty(ALLOWED_URLS, allowed.isEmpty() ? url : allowed + "," + url);
    }
  }

  private String key(String what, SecretReference reference) {
    var text = secret(what, reference).value();
    if (!text.contains("-----BEGIN PRIVATE KEY-----")) {
      throw new KafkaSetupException(
          "%s is no private key in PEM (PKCS #8) without a password. Convert it with 'openssl pkcs8 -topk8 -nocrypt'"
              .formatted(what));
    }
    return text;
  }

  private Secret secret(String what, SecretReference reference) {
    return secrets
        .read(reference)
        .orElseThrow(() ->
            new KafkaSetupException(
                "%s is missing: the %s is not there, or empty"
                    .formatted(what, SecretReader.describe(reference))));
  }

  private static Password module(Class<?> module, Map<String, String> options) {
    return new Password(
        options.entrySet().stream()
            .map(it -> " %s=%s".formatted(it.getKey(), quoted(it.getValue())))
            .collect(Collectors.joining("", module.getName() + " required", ";")));
  }

  private static String quoted(String text) {
    var escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
    return "\"" + escaped + "\"";
  }
}
