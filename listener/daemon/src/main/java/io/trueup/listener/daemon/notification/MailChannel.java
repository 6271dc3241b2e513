package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.remote.CertificateFlaws;
import io.trueup.listener.daemon.subscription.WebhookVerdict;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.platforms.spi.Secret;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * E-mail, in plain text. Each message has a connection of its own, since there is one a digest at
 * most, and a password that was changed then counts at once.
 */
final class MailChannel implements Channel {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(30);
  private static final int LONGEST_REPLY = 200;

  /** A reply begins with it, which is told apart. */
  private static final Pattern CODE = Pattern.compile("^\\d{3}[ -]");

  /** As RFC 4954 has a server answer a login, or a sender who has to log in. */
  private static final Set<Integer> OF_THE_LOGIN = Set.of(530, 534, 535, 538);

  /** Servers lock the account of a user who offers a wrong password more often. */
  private static final Duration LOGIN_AGAIN = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final MailServer server;
  private final String from;
  private final List<String> to;

  MailChannel(Vertx vertx, MailServer server, String from, List<String> to) {
    this.vertx = vertx;
    this.server = server;
    this.from = from;
    this.to = List.copyOf(to);
  }

  @Override
  public WebhookVerdict send(Message message) {
    var config = config();
    var login = server.login();
    Secret password = null;
    if (login != null) {
      password = login.password().read().orElse(null);
      if (password == null) {
        return new Away(
            "The password of the mail server is missing. Put it in the %s"
                .formatted(login.password().place()),
            null);
      }
      config.setLogin(LoginOption.REQUIRED).setUsername(login.user()).setPassword(password.value());
    }
    var client = MailClient.create(vertx, config);
    try {
      var _ =
          client
              .sendMail(mail(message))
              .toCompletionStage()
              .toCompletableFuture()
              .get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
      return new Taken();
    } catch (TimeoutException _) {
      return new Away(
          "The mail server did not take the message within %d seconds".formatted(WHOLE.toSeconds()),
          null);
    } catch (ExecutionException e) {
      return verdict(e.getCause(), password);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Away("The daemon stops", null);
    } finally {
      var _ = client.close();
    }
  }

  /**
   * The settings of one message. The library compares the certificate with the host's name unless
   * an algorithm for that is set, whichever it is.
   */
  private MailConfig config() {
    return new MailConfig(server.host(), server.port())
        .setSsl(server.tls() == MailServer.Tls.TLS)
        .setStarttls(
            server.tls() == MailServer.Tls.STARTTLS
                ? StartTLSOptions.REQUIRED
                : StartTLSOptions.DISABLED)
        .setLogin(LoginOption.DISABLED)
        .setConnectTimeout((int) CONNECT.toMillis())
        .setIdleTimeout((int) WHOLE.toSeconds())
        .setKeepAlive(false)
        .setMaxPoolSize(1);
  }

  private MailMessage mail(Message message) {
    return new MailMessage()
        .setFrom(from)
        .setTo(to)
        .setSubject(message.subject())
        .setText(message.text() + "\n")
        .addHeader("Auto-Submitted", "auto-generated");
  }

  private WebhookVerdict verdict(@Nullable Throwable cause, @Nullable Secret password) {
    if (!(cause instanceof SMTPException smtp)) {
      return new Away("Mail cannot be sent: %s".formatted(failure(cause)), null);
    }
    var reason =
        "The mail server answers %d: %s"
            .formatted(smtp.getReplyCode(), withoutLogin(smtp.getReplyMessage(), password));
    if (OF_THE_LOGIN.contains(smtp.getReplyCode())) {
      return new Away(
          reason + ". Check the user and the password of 'smtp' in the configuration", LOGIN_AGAIN);
    }
    return smtp.isPermanent()
        ? new Refused(reason + ". Check 'smtp', the sender and the recipients in the configuration")
        : new Away(reason, null);
  }

  /** Some servers repeat a command that they refuse, and that of a login holds the password. */
  private String withoutLogin(@Nullable String reply, @Nullable Secret password) {
    var login = server.login();
    if (reply == null || password == null || login == null) {
      return line(reply);
    }
    var plain = "\0%s\0%s".formatted(login.user(), password.value());
    return Stream.of(password.value(), base64(password.value()), base64(plain))
            .anyMatch(reply::contains)
        ? "it repeats the login, which is not shown"
        : line(reply);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String failure(@Nullable Throwable cause) {
    return CertificateFlaws.of(cause, "the mail server's", server.host())
        .orElseGet(() -> line(cause == null ? null : cause.getMessage()));
  }

  private static String line(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "no reason was given";
    }
    var first = CODE.matcher(text.strip().lines().findFirst().orElse("")).replaceFirst("");
    return SafeText.line(first.substring(0, Math.min(first.length(), LONGEST_REPLY)));
  }
}
