package io.trueup.listener.daemon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.notification.MailServer.Login;
import io.trueup.listener.daemon.notification.MailServer.Tls;
import io.trueup.listener.daemon.notification.TestMailServer.Encryption;
import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.listener.daemon.subscription.WebhookVerdict;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.daemon.testing.TestCertificate;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.testing.HastyThreads;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * E-mail to a server on a real port that speaks TLS with certificates made here. This process
 * trusts one of them, as an operator has Java trust an authority of the company.
 */
@Timeout(90)
class MailTlsTest {

  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = TRUST + "Password";
  private static final String PASSWORD = "hidden-password";
  private static final Message MESSAGE = new Message("[Trueup]", List.of("Version 7 of acme."));

  @TempDir static Path folder;

  private static @Nullable TestCertificate trusted;

  private final Vertx vertx = Vertx.vertx();
  private @Nullable TestMailServer server;
  private Optional<Secret> password = Optional.of(new Secret(PASSWORD));

  @BeforeAll
  static void trust() throws Exception {
    var good = TestCertificate.make(folder.resolve("good"), "ip:127.0.0.1", "-1d", 30);
    trusted = good;
    System.setProperty(TRUST, good.authority().toString());
    System.setProperty(TRUST_PASSWORD, TestCertificate.PASSWORD);
  }

  @AfterAll
  static void trustAsBefore() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST_PASSWORD);
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static TestCertificate trusted() {
    return Objects.requireNonNull(trusted);
  }

  private TestMailServer serve(Tls tls, TestCertificate certificate) throws IOException {
    var encryption =
        switch (tls) {
          case NONE -> Encryption.NEVER;
          case STARTTLS -> Encryption.AFTER_STARTTLS;
          case TLS -> Encryption.FROM_THE_FIRST_BYTE_ON;
        };
    server = new TestMailServer(encryption, certificate.context());
    return server;
  }

  private MailServer address(Tls tls) {
    return new MailServer(
        "127.0.0.1",
        Objects.requireNonNull(server).port(),
        tls,
        new Login("trueup", new KeptSecret("file /run/secrets/mail", () -> password)));
  }

  private WebhookVerdict send(Tls tls) {
    return new MailChannel(vertx, address(tls), "trueup@acme.example", List.of("a@acme.example"))
        .send(MESSAGE);
  }

  private static String reason(WebhookVerdict verdict) {
    assertThat(verdict).isInstanceOf(Away.class);
    var reason = ((Away) verdict).reason();
    assertThat(reason).doesNotContain(PASSWORD, base64(PASSWORD), "Exception", "\n");
    return reason;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void loginAndMessageAreEncrypted(Tls tls) throws Exception {
    var mails = serve(tls, trusted());

    assertThat(send(tls)).isEqualTo(new Taken());

    assertThat(mails.messages()).hasSize(1);
    assertThat(mails.commands())
        .contains(
            "AUTH PLAIN " + base64("\0trueup\0" + PASSWORD), "MAIL FROM:<trueup@acme.example>");
    assertThat(mails.commandsInTheClear())
        .allMatch(it -> it.startsWith("EHLO ") || it.equals("STARTTLS"));
  }

  @Test
  void nothingIsSaidToAServerThatOffersNoStartTls() throws Exception {
    var mails = serve(Tls.NONE, trusted());

    assertThat(reason(send(Tls.STARTTLS)))
        .isEqualTo("Mail cannot be sent: STARTTLS required but not supported by server");

    assertThat(mails.commands()).allMatch(it -> it.matches("(EHLO|HELO|QUIT)\\b.*"));
  }

  @Test
  void nothingIsSaidToAServerThatOffersStartTlsAndRefusesIt() throws Exception {
    var mails = serve(Tls.STARTTLS, trusted());
    mails.answers.put("STARTTLS", "454 not now");

    assertThat(reason(send(Tls.STARTTLS))).startsWith("Mail cannot be sent: ");

    assertThat(mails.commands()).noneMatch(it -> it.matches("(AUTH|MAIL)\\b.*"));
  }

  /** Such as a server whose port is that of the other kind of TLS. */
  @Test
  void aServerThatSpeaksAnotherKindOfTlsGetsNothing() throws Exception {
    var mails = serve(Tls.STARTTLS, trusted());

    assertThat(reason(send(Tls.TLS))).startsWith("Mail cannot be sent: ");
    assertThat(mails.messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ip:127.0.0.1|-1d|other|no authority that Java trusts has signed the mail server's"
            + " certificate",
        "ip:127.0.0.1|-40d|trusted|the mail server's certificate has expired",
        "ip:127.0.0.1|+9d|trusted|the mail server's certificate is not valid yet",
        "ip:127.0.0.2|-1d|trusted|the mail server's certificate is not one for '127.0.0.1'",
        "dns:mail.test|-1d|trusted|the mail server's certificate is not one for '127.0.0.1'",
      })
  void aServerWhoseCertificateIsNotGoodGetsNothing(
      String name, String from, String authority, String flaw) throws Exception {
    var bad = TestCertificate.make(folder.resolve(name + from + authority), name, from, 30);
    if (authority.equals("trusted")) {
      System.setProperty(TRUST, bad.authority().toString());
    }
    try {
      for (var tls : List.of(Tls.STARTTLS, Tls.TLS)) {
        try (var mails = serve(tls, bad)) {
          assertThat(reason(send(tls))).isEqualTo("Mail cannot be sent: " + flaw);
          assertThat(mails.commands()).noneMatch(it -> it.matches("(AUTH|MAIL)\\b.*"));
          assertThat(mails.messages()).isEmpty();
        }
      }
    } finally {
      System.setProperty(TRUST, trusted().authority().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"535 5.7.8 wrong", "534 5.7.9 too weak", "538 5.7.11 not here", "530 5.7.0 log in"})
  void aLoginThatIsRefusedLosesNoMessage(String answer) throws Exception {
    var mails = serve(Tls.STARTTLS, trusted());
    mails.answers.put("AUTH", answer);

    var verdict = send(Tls.STARTTLS);

    assertThat(verdict)
        .isEqualTo(
            new Away(
                "The mail server answers %s: %s. Check the user and the password of 'smtp' in the configuration"
                    .formatted(answer.substring(0, 3), answer.substring(4)),
                Duration.ofMinutes(5)));
    assertThat(mails.messages()).isEmpty();
    password = Optional.of(new Secret("the new one"));
    mails.answers.remove("AUTH");
    assertThat(send(Tls.STARTTLS)).isEqualTo(new Taken());
    assertThat(mails.commands()).contains("AUTH PLAIN " + base64("\0trueup\0the new one"));
  }

  @ParameterizedTest
  @CsvSource({"500", "535", "454"})
  void aServerThatRepeatsTheLoginIsNotQuoted(String status) throws Exception {
    var mails = serve(Tls.TLS, trusted());
    mails.answers.put("AUTH", status + " not understood: {line}");

    var verdict = send(Tls.TLS);

    assertThat(verdict.toString())
        .contains("The mail server answers %s: it repeats the login".formatted(status))
        .doesNotContain(PASSWORD, base64("\0trueup\0" + PASSWORD));
  }

  /** A certificate that can be trusted is all that it takes. */
  @Test
  void aMessageWaitsUntilTheCertificateIsGood() throws Exception {
    var clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    var store = new InMemoryStateStore(clock);
    var threads = new JdkThreads();
    var mails =
        serve(
            Tls.STARTTLS, TestCertificate.make(folder.resolve("old"), "ip:127.0.0.1", "-40d", 30));
    try (var leases = new LeaseKeeper(store.leases(), "a", Duration.ofHours(9), threads);
        var feed = new EventFeed(store.changes(), threads);
        var relays = new NotificationRelays(vertx, store, new AddressRules(List.of()), clock)) {
      var rule =
          new NotificationRule(
              List.of(Topic.OPERATOR), List.of(), null, List.of(), Duration.ZERO, OncePer.USUAL);
      relays.addMail(
          "ops",
          rule,
          address(Tls.STARTTLS),
          new NotificationRelays.Addresses("trueup@acme.example", List.of("a@acme.example")));
      relays.begin(
          feed,
          () ->
              new EventRelay.Dependencies(
                  store.changes(), leases, new HastyThreads(threads), store::now, () -> 0),
          new NotificationRelays.Counts() {
            @Override
            public void sent(String name) {}

            @Override
            public void failed(String name) {}
          });
      store.audit().append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:a/b", "why");
      while (store.changes().number(100) > 0) {
        // until all can be read
      }
      feed.look();
      await(() -> !relays.problems().getOrDefault("ops", "").isEmpty());
      assertThat(relays.problems())
          .containsEntry(
              "ops",
              "Mail cannot be sent: no authority that Java trusts has signed the mail server's"
                  + " certificate");
      assertThat(mails.messages()).isEmpty();

      mails.certificate = trusted().context();

      await(() -> relays.problems().getOrDefault("ops", "?").isEmpty());
      assertThat(mails.messages())
          .singleElement()
          .asString()
          .contains("ann: platform:a/b platform.paused: why.");
    }
  }

  private static void await(BooleanSupplier isSo) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen within 60 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
