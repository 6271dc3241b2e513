package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.KafkaConfiguration.Trust;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.hooks.HookSource.Verification;
import io.trueup.listener.daemon.hooks.WebhookSecrets;
import io.trueup.listener.daemon.kafka.RecordSource;

/** What the configured sources accept, over HTTP and from Kafka. */
final class ConfiguredHooks {

  private ConfiguredHooks() {}

  /** What a source accepts over HTTP. */
  static HookSource overHttp(Configuration.Source source, SecretReader secrets) {
    return hook(source, verification(source, secrets), source.webhook().forge());
  }

  /** What a source accepts from Kafka. */
  static RecordSource fromKafka(Configuration.Source source, SecretReader secrets) {
    var records = source.records();
    var verification =
        records != null && records.trust() == Trust.TOPIC
            ? new Verification.Unsigned()
            : verification(source, secrets);
    var forge = source.webhook().forge();
    var events = forge.forge() == Forge.CLOUDEVENTS ? forge : ForgeSettings.of(Forge.CLOUDEVENTS);
    return new RecordSource(hook(source, verification, forge), hook(source, verification, events));
  }

  private static HookSource hook(
      Configuration.Source source, Verification verification, ForgeSettings forge) {
    return new HookSource(
        source.id(),
        source.branch(),
        source.webhook().repositoryId(),
        verification,
        ForgeReaders.of(forge));
  }

  private static Verification verification(Configuration.Source source, SecretReader secrets) {
    var webhook = source.webhook();
    return webhook.allowsUnsigned() && webhook.secrets().isEmpty()
        ? new Verification.Unsigned()
        : new Verification.Signed(
            new WebhookSecrets(
                webhook.secrets().stream()
                    .map(it ->
                        new WebhookSecrets.Entry(
                            () -> secrets.read(it.place()), it.notBefore(), it.notAfter()))
                    .toList()));
  }
}
