package io.trueup.listener.daemon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.notification.MailServer.Login;
import io.trueup.listener.daemon.notification.MailServer.Tls;
import io.trueup.listener.daemon.subscription.WebhookVerdict;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.platforms.spi.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E-mail to a server on a real port, which answers in every way. */
@Timeout(60)
class MailChannelTest {

  private static final Message MESSAGE =
      new Message("[Trueup] Größer, <b>", List.of("Version 7 of acme.", ".", "ann: x."));

  private final Vertx vertx = Vertx.vertx();
  private final TestMailServer server = new TestMailServer();

  MailChannelTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private WebhookVerdict send(Tls tls, @Nullable Login login) {
    var mailServer = new MailServer("127.0.0.1", server.port(), tls, login);
    return new MailChannel(
            vertx, mailServer, "trueup@acme.example", List.of("a@acme.example", "b@acme.example"))
        .send(MESSAGE);
  }

  private static Login login(Optional<Secret> password) {
    return new Login("trueup", new KeptSecret("file /run/secrets/mail", () -> password));
  }

  @Test
  void aMessageIsOneMailToAll() {
    assertThat(send(Tls.NONE, null)).isEqualTo(new Taken());

    assertThat(server.commands())
        .contains(
            "MAIL FROM:<trueup@acme.example>",
            "RCPT TO:<a@acme.example>",
            "RCPT TO:<b@acme.example>");
    assertThat(server.messages()).hasSize(1);
    assertThat(server.messages().getFirst())
        .contains("Content-Type: text/plain", "Auto-Submitted: auto-generated")
        .containsPattern("\nSubject: =\\?UTF-8\\?Q\\?.*\\?=\n")
        .contains("\nVersion 7 of acme.\n..\nann: x.\n");
  }

  @ParameterizedTest
  @CsvSource({"greeting, 421 busy", "RCPT, 450 later", "., 451 no space", "MAIL, 452 full"})
  void aMessageThatCannotBeTakenNowIsSentAgain(String command, String answer) {
    server.answers.put(command, answer);

    assertThat(send(Tls.NONE, null))
        .isInstanceOfSatisfying(
            Away.class, it -> assertThat(it.reason()).contains(answer.substring(4)));
  }

  @ParameterizedTest
  @CsvSource({"RCPT, 550 no such user", "., 554 spam", "MAIL, 553 not yours"})
  void aMessageThatIsRefusedIsToldApart(String command, String answer) {
    server.answers.put(command, answer);

    assertThat(send(Tls.NONE, null))
        .isInstanceOfSatisfying(
            Refused.class,
            it ->
                assertThat(it.reason())
                    .startsWith("The mail server answers " + answer.substring(0, 3) + ": ")
                    .contains(answer.substring(4))
                    .endsWith("Check 'smtp', the sender and the recipients in the configuration"));
  }

  @Test
  void nothingIsSentInTheClearWhereTlsIsAskedFor() {
    assertThat(send(Tls.STARTTLS, login(Optional.of(new Secret("hidden")))))
        .isInstanceOf(Away.class);
    assertThat(server.messages()).isEmpty();
    assertThat(server.commands()).noneMatch(it -> it.startsWith("AUTH") || it.startsWith("MAIL"));
  }

  @Test
  void aWrongPasswordIsNotRepeated() {
    server.answers.put("AUTH", "535 wrong");

    var verdict = send(Tls.NONE, login(Optional.of(new Secret("hidden"))));

    assertThat(verdict.toString()).contains("535").doesNotContain("hidden");
    assertThat(send(Tls.NONE, login(Optional.empty())))
        .isEqualTo(
            new Away(
                "The password of the mail server is missing. Put it in the file /run/secrets/mail",
                null));
  }

  @Test
  void aServerThatIsAwayIsTriedAgain() throws IOException {
    server.close();

    assertThat(send(Tls.NONE, null))
        .isInstanceOfSatisfying(
            Away.class, it -> assertThat(it.reason()).startsWith("Mail cannot be sent: "));
  }
}
