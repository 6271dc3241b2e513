package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.subscription.WebhookVerdict;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.engine.text.SafeText;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * E-mail, in plain text. Each message has a connection of its own, since there is one a digest at
 * most, and a password that was changed then counts at once.
 */
final class MailChannel implements Channel {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(30);
  private static final int LONGEST_REPLY = 200;

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
    if (login != null) {
      var password = login.password().read().orElse(null);
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
      return verdict(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Away("The daemon stops", null);
    } finally {
      var _ = client.close();
    }
  }

  private MailConfig config() {
    return new MailConfig(server.host(), server.port())
        .setSsl(server.tls() == MailServer.Tls.TLS)
        .setStarttls(
            server.tls() == MailServer.Tls.STARTTLS
                ? StartTLSOptions.REQUIRED
                : StartTLSOptions.DISABLED)
        .setHostnameVerificationAlgorithm("HTTPS")
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

  private static WebhookVerdict verdict(@Nullable Throwable cause) {
    if (cause instanceof SMTPException smtp) {
      var reason =
          "The mail server answers %d: %s"
              .formatted(smtp.getReplyCode(), line(smtp.getReplyMessage()));
      return smtp.isPermanent()
          ? new Refused(
              reason + ". Check 'smtp', the sender and the recipients in the configuration")
          : new Away(reason, null);
    }
    return new Away(
        "Mail cannot be sent: %s".formatted(line(cause == null ? null : cause.getMessage())), null);
  }

  private static String line(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "no reason was given";
    }
    var first = text.strip().lines().findFirst().orElse("");
    return SafeText.line(first.substring(0, Math.min(first.length(), LONGEST_REPLY)));
  }
}
