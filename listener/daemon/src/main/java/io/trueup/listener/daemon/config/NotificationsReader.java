package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.listener.daemon.config.NotificationsConfiguration.Notification;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Smtp;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Way;
import io.trueup.listener.daemon.notification.NotificationRule;
import io.trueup.listener.daemon.notification.OncePer;
import io.trueup.listener.daemon.notification.Topic;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.SourceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads who is told what. */
final class NotificationsReader {

  private static final Form NAME =
      Form.matching(
          "configuration.notification-name",
          "the name of a notification",
          "[a-z][a-z0-9-]{0,62}",
          "Use lower-case letters, digits and hyphens, at most 63, starting with a letter");

  private static final List<String> WORDS =
      Stream.concat(Arrays.stream(Topic.values()).map(Topic::word), ChangeForms.types().stream())
          .toList();

  private static final Structure NOTIFICATION =
      new Structure(
          "Notification",
          "Who is told what, by one of `slack` and `email`.",
          List.of(
              optional(
                  "slack",
                  ConfigurationShape.SECRET,
                  "The address of an incoming webhook of Slack, or of a chat that understands the"
                      + " same. Who knows it may write there, so it is a secret."),
              optional(
                  "email", MailReader.EMAIL, "The addresses of an e-mail, which goes by `smtp`."),
              optional(
                      "on",
                      new ListOf(new Text(word()), Empty.REFUSED),
                      "What is told: %s; or a type of [event](events.md#the-form-of-an-event), which is counted."
                          .formatted(
                              Arrays.stream(Topic.values())
                                  .map(it -> "`" + it.word() + "`")
                                  .collect(Collectors.joining(", "))))
                  .otherwise(
                      Topic.DEFAULT.stream()
                          .map(it -> "`" + it.word() + "`")
                          .collect(Collectors.joining(", "))),
              optional(
                      "source",
                      new Text(ConfigurationShape.SOURCE_NAME),
                      "Only what is about this source and its platforms.")
                  .otherwise("all"),
              optional(
                      "platforms",
                      new ListOf(ConfigurationShape.TEXT, Empty.REFUSED),
                      "Only what is about these platforms or about a whole source.")
                  .otherwise("all"),
              optional(
                      "digest",
                      ConfigurationShape.WAIT,
                      "For how long events are gathered into one message; `0s` tells at once.")
                  .byDefault("30s"),
              optional(
                      "once-per",
                      Choice.of(OncePer.Scope.values(), OncePer.Scope::word),
                      "What is told of once while it fails: each step, or of all that fails in a"
                          + " platform or a source the first.")
                  .byDefault(OncePer.USUAL.scope().word()),
              optional(
                      "remind-after",
                      ConfigurationShape.WAIT,
                      "When a failure that goes on is told again; `0s` never tells it again.")
                  .byDefault("1h")));

  static final ValueShape.Field FIELD =
      optional(
              "notifications",
              new MapOf(NAME, NOTIFICATION, Empty.ABSENT),
              "Who is [told](events.md#notifications) what happened.")
          .otherwise("nobody");

  private final ConfigurationReader reader;

  NotificationsReader(ConfigurationReader reader) {
    this.reader = reader;
  }

  private static Form word() {
    return Form.matching(
            "configuration.topic",
            "a word for what is told, or a type of event",
            WORDS.stream().map(it -> it.replace(".", "\\.")).collect(Collectors.joining("|")),
            "Write one or more of " + String.join(", ", WORDS))
        .suggesting(WORDS);
  }

  NotificationsConfiguration read(FieldReader fields, Set<SourceId> sources) {
    var byName = new TreeMap<String, Notification>();
    var smtp = new MailReader(reader).smtp(fields);
    for (var entry : fields.entries("notifications")) {
      var one = fields.inner("notifications", entry.value(), "Notification", entry.name());
      byName.put(entry.name(), notification(entry.name(), one, sources, smtp));
    }
    return new NotificationsConfiguration(byName);
  }

  private Notification notification(
      String name, FieldReader fields, Set<SourceId> sources, @Nullable Smtp smtp) {
    var notification = new Notification(rule(name, fields, sources), way(name, fields, smtp));
    fields.reportUnknown();
    return notification;
  }

  private static NotificationRule rule(String name, FieldReader fields, Set<SourceId> sources) {
    var words = fields.optionalTexts("on");
    var topics = new ArrayList<Topic>();
    var types = new ArrayList<String>();
    for (var word : words == null ? List.<String>of() : words) {
      Arrays.stream(Topic.values())
          .filter(it -> it.word().equals(word))
          .findFirst()
          .ifPresentOrElse(topics::add, () -> types.add(word));
    }
    var source = fields.wellFormedText("source");
    if (source != null && !sources.contains(new SourceId(source))) {
      fields.problem(
          "configuration.notification-source",
          "Notification '%s' is for source '%s', which is not followed".formatted(name, source),
          "Name one under 'sources'");
    }
    return new NotificationRule(
        words == null ? Topic.DEFAULT : topics,
        types,
        source == null ? null : new SourceId(source),
        fields.texts("platforms"),
        ConfigurationReader.waitLength(fields, "digest"),
        new OncePer(
            fields.choice("once-per", OncePer.Scope.class),
            ConfigurationReader.waitLength(fields, "remind-after")));
  }

  private Way way(String name, FieldReader fields, @Nullable Smtp smtp) {
    var slack = fields.take("slack");
    var email = fields.take("email");
    if ((slack == null) == (email == null)) {
      fields.problem(
          "configuration.notification-way",
          "Notification '%s' goes %s"
              .formatted(name, slack == null ? "nowhere" : "by both 'slack' and 'email'"),
          "Write either 'slack: {file: path}' or 'email: {to: ..., from: ...}'");
    }
    if (email != null) {
      return MailReader.email(name, fields.inner("email", email, "The e-mail of", name), smtp);
    }
    return new Way.Slack(
        slack == null
            ? new SecretReference.InEnvironment("")
            : reader.secret(fields, "slack", slack, "'slack'"));
  }
}
