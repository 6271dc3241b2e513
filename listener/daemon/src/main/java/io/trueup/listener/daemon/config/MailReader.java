package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.listener.daemon.config.NotificationsConfiguration.Smtp;
import io.trueup.listener.daemon.config.NotificationsConfiguration.SmtpLogin;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Way;
import io.trueup.listener.daemon.notification.MailServer.Tls;
import io.trueup.model.document.shape.FieldReader;
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
import org.jspecify.annotations.Nullable;

/** Reads how e-mail is sent, and to whom. */
final class MailReader {

  private static final Text ADDRESS =
      new Text(
          Form.matching(
              "configuration.e-mail",
              "an e-mail address",
              "[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}",
              "Write such as team@acme.example"));

  static final Structure EMAIL =
      new Structure(
          "Email",
          "The addresses of an e-mail.",
          List.of(
              required("to", new ListOf(ADDRESS, Empty.REFUSED), "Who gets it.")
                  .example("[team@acme.example]"),
              required("from", ADDRESS, "Who it is from.").example("trueup@acme.example")));

  private static final Structure SMTP =
      new Structure(
          "Smtp",
          "The server that takes e-mail.",
          List.of(
              required("host", ConfigurationShape.TEXT, "Its name.").example("mail.acme.example"),
              optional("port", new WholeNumber(1, 65535), "Its port.").byDefault("587"),
              optional(
                      "tls",
                      Choice.of(Tls.values(), it -> it.name().toLowerCase(Locale.ROOT)),
                      "How the connection is encrypted: `starttls` after a greeting in the clear,"
                          + " `tls` from the first byte on, as on port 465, or `none`. The"
                          + " certificate must be valid for `host`.")
                  .byDefault("starttls"),
              optional("user", ConfigurationShape.TEXT, "Who sends.").otherwise("no login"),
              optional("password", ConfigurationShape.SECRET, "The password of `user`.")));

  static final ValueShape.Field SMTP_FIELD =
      optional("smtp", SMTP, "The server that takes the e-mail of notifications.")
          .otherwise("e-mail cannot be sent");

  private final ConfigurationReader reader;

  MailReader(ConfigurationReader reader) {
    this.reader = reader;
  }

  @Nullable Smtp smtp(FieldReader configuration) {
    if (configuration.take("smtp") == null) {
      return null;
    }
    var fields = ConfigurationReader.section(configuration, "smtp");
    var smtp =
        new Smtp(
            fields.text("host"),
            (int) fields.number("port"),
            fields.choice("tls", Tls.class),
            login(fields));
    if (smtp.login() != null && smtp.tls() == Tls.NONE) {
      fields.problem(
          "configuration.smtp-login",
          "'smtp' sends a password without TLS",
          "Write 'tls: starttls' or 'tls: tls'");
    }
    fields.reportUnknown();
    return smtp;
  }

  private @Nullable SmtpLogin login(FieldReader fields) {
    var user = fields.optionalText("user");
    var password = fields.take("password");
    if ((user == null) != (password == null)) {
      fields.problem(
          "configuration.smtp-login",
          "'smtp' has only one of 'user' and 'password'",
          "Name both, or none to send without logging in");
    }
    return user == null || password == null
        ? null
        : new SmtpLogin(user, reader.secret(fields, "password", password, "'password'"));
  }

  static Way email(String name, FieldReader fields, @Nullable Smtp smtp) {
    var to = fields.texts("to");
    var from = fields.text("from");
    if (smtp == null) {
      fields.problem(
          "configuration.no-smtp",
          "Notification '%s' goes by e-mail, and there is no server for it".formatted(name),
          "Name one under 'smtp'");
    }
    fields.reportUnknown();
    return new Way.Email(smtp == null ? new Smtp("", 0, Tls.NONE, null) : smtp, from, to);
  }
}
