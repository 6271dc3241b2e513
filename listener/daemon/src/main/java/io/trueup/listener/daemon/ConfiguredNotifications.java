package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Smtp;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Way;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.notification.KeptSecret;
import io.trueup.listener.daemon.notification.MailServer;
import io.trueup.listener.daemon.notification.NotificationRelays;
import io.trueup.listener.daemon.notification.NotificationRelays.Addresses;
import io.trueup.listener.engine.Engine;
import io.trueup.statestore.StateStore;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The notifications of the configuration, once there is a store. Safe for any thread. */
final class ConfiguredNotifications implements AutoCloseable {

  private final Configuration configuration;
  private final SecretReader secrets;
  private final InstantSource clock;
  private final Counts counts;
  private volatile @Nullable NotificationRelays relays;

  private record Counts(MeterRegistry metrics) implements NotificationRelays.Counts {

    @Override
    public void sent(String name) {
      counter(name, "sent").increment();
    }

    @Override
    public void failed(String name) {
      counter(name, "failed").increment();
    }

    private Counter counter(String name, String result) {
      return Counter.builder("trueup.notifications")
          .description("Messages of notifications by what became of them")
          .tag("notification", name)
          .tag("result", result)
          .register(metrics);
    }
  }

  ConfiguredNotifications(
      Configuration configuration, ProcessEnvironment environment, MeterRegistry metrics) {
    this.configuration = configuration;
    this.secrets = new SecretReader(environment.variables());
    this.counts = new Counts(metrics);
    this.clock = environment.clock();
  }

  /** Begins to tell what the store records. */
  void begin(Vertx vertx, StateStore store, Engine engine) {
    close();
    var begun = new NotificationRelays(vertx, store, configuration.subscriptions(), clock);
    configuration
        .notifications()
        .byName()
        .forEach((name, notification) -> {
          switch (notification.way()) {
            case Way.Slack(var address) ->
                begun.addSlack(name, notification.rule(), secret(address));
            case Way.Email(var server, var from, var to) ->
                begun.addMail(
                    name, notification.rule(), mailServer(server), new Addresses(from, to));
          }
        });
    relays = begun;
    begun.begin(engine.changes().feed(), engine.changes()::dependencies, counts);
    engine.withSweep("notifications", begun::refresh);
  }

  private MailServer mailServer(Smtp smtp) {
    var login = smtp.login();
    return new MailServer(
        smtp.host(),
        smtp.port(),
        smtp.tls(),
        login == null ? null : new MailServer.Login(login.user(), secret(login.password())));
  }

  private KeptSecret secret(SecretReference reference) {
    return new KeptSecret(SecretReader.describe(reference), () -> secrets.read(reference));
  }

  /** Each notification with why it cannot tell now, which is empty when it can. */
  SortedMap<String, String> problems() {
    var open = relays;
    return open == null ? new TreeMap<>() : open.problems();
  }

  @Override
  public void close() {
    var open = relays;
    if (open != null) {
      relays = null;
      open.close();
    }
  }
}
