package io.trueup.listener.daemon.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.trueup.listener.daemon.config.KafkaConfiguration;
import io.trueup.listener.daemon.config.KafkaConfiguration.Login;
import io.trueup.listener.daemon.config.KafkaConfiguration.Security;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.testing.kafka.BrokerProcesses;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a broker with TLS that wants a login. */
@Timeout(120)
class KafkaSecurityTest {

  private static final String PASSWORD = "kafka-secret";
  private static final String ISSUER = "https://id.acme.internal";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  @TempDir static Path folder;

  private static @Nullable BrokerProcesses brokers;
  private static @Nullable KeyPair issuer;

  @BeforeAll
  static void start() throws Exception {
    keytool("broker", "-1d", "30");
    keytool("old", "-40d", "30");
    keytool("daemon", "-1d", "30");
    keytool("stranger", "-1d", "30");
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    issuer = generator.generateKeyPair();
    var keys = folder.resolve("keys.json");
    Files.writeString(keys, jwks((RSAPublicKey) issuer.getPublic()));
    var login = "listener.name.sasl_ssl.";
    var settings =
        new TreeMap<>(
            Map.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                folder.resolve("broker.p12").toString(),
                "ssl.keystore.password",
                PASSWORD,
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512,SCRAM-SHA-256,OAUTHBEARER",
                login + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                login + "scram-sha-256.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                login + "oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                login + "oauthbearer.sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                login + "oauthbearer.sasl.oauthbearer.jwks.endpoint.url",
                keys.toUri().toString(),
                login + "oauthbearer.sasl.oauthbearer.expected.audience",
                "kafka"));
    settings.put(login + "oauthbearer.sasl.oauthbearer.expected.issuer", ISSUER);
    settings.put("listener.name.ssl.ssl.client.auth", "required");
    settings.put("listener.name.ssl.ssl.truststore.type", "PEM");
    settings.put("listener.name.ssl.ssl.truststore.location", pem("daemon").toString());
    brokers =
        BrokerProcesses.start(
            1,
            new BrokerProcesses.Secured(
                List.of("SASL_SSL", "SSL"),
                settings,
                List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + keys.toUri())));
  }

  @AfterAll
  static void stop() {
    if (brokers != null) {
      brokers.close();
    }
  }

  /** A key with a certificate for 127.0.0.1, as a store and as a file in PEM. */
  private static void keytool(String name, String from, String days) throws Exception {
    run(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "san=ip:127.0.0.1",
        "-startdate",
        from,
        "-validity",
        days,
        "-storetype",
        "PKCS12",
        "-keystore",
        store(name),
        "-storepass",
        PASSWORD);
    exportCertificate(name);
  }

  private static void exportCertificate(String name) throws Exception {
    run(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        store(name),
        "-storepass",
        PASSWORD,
        "-file",
        pem(name).toString());
  }

  private static Path pem(String name) {
    return folder.resolve(name + ".pem");
  }

  private static String store(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  private static KeyStore keys(String name) throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(new File(store(name)), PASSWORD.toCharArray());
  }

  private static SSLContext tls(KeyStore key) throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key, PASSWORD.toCharArray());
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }

  private static void run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static String jwks(RSAPublicKey key) {
    return """
    {"keys":[{"kty":"RSA","kid":"k1","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}
    """
        .formatted(
            BASE64.encodeToString(key.getModulus().toByteArray()),
            BASE64.encodeToString(key.getPublicExponent().toByteArray()));
  }

  private static String token() throws GeneralSecurityException {
    var now = InstantSource.system().instant().getEpochSecond();
    var head = encoded("{\"alg\":\"RS256\",\"kid\":\"k1\"}");
    var claims =
        encoded(
            "{\"iss\":\"%s\",\"sub\":\"trueup\",\"aud\":\"kafka\",\"iat\":%d,\"exp\":%d}"
                .formatted(ISSUER, now, now + 3600));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(Objects.requireNonNull(issuer).getPrivate());
    signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
    return head + "." + claims + "." + BASE64.encodeToString(signature.sign());
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(UTF_8));
  }

  private static KafkaClients clients(String server, Security security, String secret) {
    var configuration =
        new KafkaConfiguration(
            List.of(server),
            security,
            "group",
            new KafkaConfiguration.Deliveries(null, "dead"),
            null,
            null,
            new KafkaConfiguration.TopicForm(1, 1, Duration.ofDays(1)));
    return new KafkaClients(configuration, new SecretReader(_ -> secret), InstantSource.system());
  }

  private static Security with(String ca, Login login) {
    return new Security(true, pem(ca), null, null, login);
  }

  private static Login scram(String mechanism) {
    return new Login.Scram(
        mechanism, BrokerProcesses.USER, new SecretReference.InEnvironment("PASSWORD"));
  }

  /** What connecting ends with; empty when it works. */
  private static String connect(Security security, String secret) {
    return connect(clients(servers("SASL_SSL"), security, secret));
  }

  private static String servers(String protocol) {
    return Objects.requireNonNull(brokers).furtherServers(protocol);
  }

  private static String connect(KafkaClients clients) {
    try (var admin = clients.admin()) {
      var _ = admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
      return "";
    } catch (Exception e) {
      return clients.failures().sentence(e);
    }
  }

  @Test
  void logsInWithPasswords() {
    assertThat(connect(with("broker", scram("SCRAM-SHA-512")), PASSWORD)).isEmpty();
    assertThat(connect(with("broker", scram("SCRAM-SHA-256")), PASSWORD)).isEmpty();
  }

  @Test
  void logsInWithTheTokenOfAFile() throws Exception {
    var file = folder.resolve("token");
    Files.writeString(file, token());

    assertThat(connect(with("broker", new Login.Token(file)), "")).isEmpty();
  }

  @Test
  void logsInWithTheTokenOfAServer() throws Exception {
    try (var server = TokenServer.start("broker", token())) {
      assertThat(connect(with("broker", server.login()), TokenServer.SECRET)).isEmpty();
      assertThat(server.asked()).containsExactly("grant_type=client_credentials&scope=brokers");
    }
  }

  /** Brokers often have an authority of their own, and their server of tokens a public one. */
  @Test
  void trustsAServerOfTokensThatJavaTrusts() throws Exception {
    try (var server = TokenServer.start("stranger", token());
        var _ = JavaTrusting.only(store("stranger"))) {
      assertThat(connect(with("broker", server.login()), TokenServer.SECRET)).isEmpty();
    }
  }

  @Test
  void saysThatTheServerOfTokensRefusesTheClient() throws Exception {
    try (var server = TokenServer.start("broker", token())) {
      assertThat(connect(with("broker", server.login()), "swordfish"))
          .matches(
              "There is no token for the brokers at \\S+: their server answers 401. Check"
                  + " 'kafka.login', and the server that gives tokens");
    }
  }

  /** The secret is not sent there either. */
  @Test
  void saysThatTheServerOfTokensCannotBeTrusted() throws Exception {
    try (var server = TokenServer.start("stranger", token())) {
      assertThat(connect(with("broker", server.login()), TokenServer.SECRET))
          .matches(
              "There is no token for the brokers at \\S+: their server of tokens cannot be"
                  + " trusted, or does not use TLS. Check 'kafka.login', 'kafka.tls.ca' and the"
                  + " server's certificate");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void showsItsCertificate() throws Exception {
    assertThat(connect(clients(servers("SSL"), showing("daemon"), key("daemon")))).isEmpty();
  }

  @Test
  void saysThatTheBrokersWantAnotherCertificate() throws Exception {
    var none = new Security(true, pem("broker"), null, null, null);
    var said =
        "The brokers at %s want a certificate of this daemon, and accept none that it shows. Check 'kafka.tls.certificate' and 'kafka.tls.key'"
            .formatted(servers("SSL"));

    assertThat(connect(clients(servers("SSL"), none, ""))).isEqualTo(said);
    assertThat(connect(clients(servers("SSL"), showing("stranger"), key("stranger"))))
        .isEqualTo(said);
  }

  private static Security showing(String certificate) {
    return new Security(
        true, pem("broker"), pem(certificate), new SecretReference.InEnvironment("KEY"), null);
  }

  private static String key(String name) throws GeneralSecurityException, IOException {
    var key = keys(name).getKey(name, PASSWORD.toCharArray());
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  }

  @Test
  void saysThatTheLoginIsRefused() {
    var said = connect(with("broker", scram("SCRAM-SHA-512")), "swordfish");

    assertThat(said).matches("The brokers at .* refuse the login. Check 'kafka.login'");
    assertThat(said).doesNotContain("swordfish");
  }

  @Test
  void saysThatTheBrokersCannotBeTrusted() {
    var javas = new Security(true, null, null, null, scram("SCRAM-SHA-512"));

    assertThat(connect(javas, PASSWORD))
        .matches(
            "The brokers at .* cannot be trusted, or do not use TLS. Check 'kafka.tls' and the"
                + " brokers' certificates");
  }

  /** The broker is a socket that offers a certificate of an authority that is trusted. */
  @Test
  void saysThatTheCertificateOfTheBrokersHasExpired() throws Exception {
    run(
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=ca",
        "-ext",
        "bc:c",
        "-startdate",
        "-50d",
        "-validity",
        "100",
        "-storetype",
        "PKCS12",
        "-keystore",
        store("ca"),
        "-storepass",
        PASSWORD);
    exportCertificate("ca");
    var request = folder.resolve("old.csr").toString();
    var signed = folder.resolve("signed.pem").toString();
    run(
        "-certreq",
        "-alias",
        "old",
        "-keystore",
        store("old"),
        "-storepass",
        PASSWORD,
        "-file",
        request);
    run(
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-keystore",
        store("ca"),
        "-storepass",
        PASSWORD,
        "-ext",
        "san=ip:127.0.0.1",
        "-startdate",
        "-40d",
        "-validity",
        "30",
        "-infile",
        request,
        "-outfile",
        signed);
    var key = keys("old");
    var certificates = CertificateFactory.getInstance("X.509");
    var chain = new Certificate[2];
    try (var leaf = Files.newInputStream(Path.of(signed));
        var root = Files.newInputStream(folder.resolve("ca.pem"))) {
      chain[0] = certificates.generateCertificate(leaf);
      chain[1] = certificates.generateCertificate(root);
    }
    key.setKeyEntry(
        "old", key.getKey("old", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);

    try (var socket =
        tls(key)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> shakeHands(socket));
      var server = "127.0.0.1:" + socket.getLocalPort();

      assertThat(connect(clients(server, with("ca", scram("SCRAM-SHA-512")), PASSWORD)))
          .isEqualTo(
              "A certificate of the brokers at %s has expired, or is not valid yet by the clock of this machine. Put a new one there, or set the clock"
                  .formatted(server));
    }
  }

  private static void shakeHands(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (var client = (SSLSocket) socket.accept()) {
        client.startHandshake();
      } catch (IOException _) {
        // the client does not trust it, or the test is over
      }
    }
  }

  @Test
  void saysThatBrokersSpeakAnotherProtocol() {
    var plain = new Security(false, null, null, null, null);

    assertThat(connect(plain, PASSWORD))
        .matches(
            "No broker answers at .*. Check 'kafka.servers', and that 'kafka.tls' and 'kafka.login'"
                + " suit them");
  }

  @Test
  void saysWhatIsMissingBeforeItConnects() throws IOException {
    Files.writeString(folder.resolve("text.pem"), "no certificate");
    var login = scram("SCRAM-SHA-512");

    assertThat(connect(with("nowhere", login), PASSWORD))
        .isEqualTo(
            "The file of 'kafka.tls.ca' cannot be read: %s does not exist"
                .formatted(folder.resolve("nowhere.pem")));
    assertThat(connect(with("text", login), PASSWORD))
        .isEqualTo(
            "The file of 'kafka.tls.ca' holds no certificate: %s. Write it in PEM"
                .formatted(folder.resolve("text.pem")));
    assertThat(connect(with("old", login), PASSWORD))
        .matches(
            "The file of 'kafka.tls.ca' expired on .*: .*old.pem. Put a new certificate there");
    assertThat(connect(with("broker", login), ""))
        .isEqualTo(
            "The password of 'kafka.login' is missing: the environment variable PASSWORD is not"
                + " there, or empty");
    assertThat(
            connect(clients(servers("SSL"), showing("daemon"), "-----BEGIN RSA PRIVATE KEY-----")))
        .isEqualTo(
            "The key of 'kafka.tls.key' is no private key in PEM (PKCS #8) without a password. Convert it with 'openssl pkcs8 -topk8 -nocrypt'");
    assertThat(connect(with("broker", new Login.Token(folder.resolve("none"))), ""))
        .isEqualTo(
            "The token of 'kafka.login' cannot be read: %s does not exist, or is no file that this user may read"
                .formatted(folder.resolve("none")));
  }

  /** A server that gives a client one token, by HTTPS. */
  private record TokenServer(HttpsServer server, List<String> asked) implements AutoCloseable {

    static final String SECRET = "a \"hidden\" secret";

    static TokenServer start(String certificate, String token) throws Exception {
      var server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(keys(certificate))));
      var asked = new CopyOnWriteArrayList<String>();
      var client =
          "Basic " + Base64.getEncoder().encodeToString(("trueup:" + SECRET).getBytes(UTF_8));
      server.createContext(
          "/token",
          exchange -> {
            try (exchange) {
              asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
              var isKnown = client.equals(exchange.getRequestHeaders().getFirst("Authorization"));
              var answer =
                  isKnown
                      ? "{\"access_token\":\"%s\",\"expires_in\":3600}".formatted(token)
                      : "{\"error\":\"invalid_client\"}";
              var body = answer.getBytes(UTF_8);
              exchange.sendResponseHeaders(isKnown ? 200 : 401, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
      return new TokenServer(server, asked);
    }

    Login login() {
      return new Login.Client(
          "https://127.0.0.1:%d/token".formatted(server.getAddress().getPort()),
          "trueup",
          new SecretReference.InEnvironment("SECRET"),
          "brokers");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** Java's own authorities, until it is closed. */
  private record JavaTrusting(Map<String, Optional<String>> before) implements AutoCloseable {

    static JavaTrusting only(String store) {
      var settings =
          Map.of("javax.net.ssl.trustStore", store, "javax.net.ssl.trustStorePassword", PASSWORD);
      var before = new TreeMap<String, Optional<String>>();
      settings.forEach(
          (name, value) -> before.put(name, Optional.ofNullable(System.setProperty(name, value))));
      return new JavaTrusting(before);
    }

    @Override
    public void close() {
      before.forEach((name, value) ->
          value.ifPresentOrElse(
              it -> System.setProperty(name, it), () -> System.clearProperty(name)));
    }
  }
}
