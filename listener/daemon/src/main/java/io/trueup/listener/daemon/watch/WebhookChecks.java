package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.WebhookSecret;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.platforms.spi.Secret;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks of a source's webhook: secrets, the way to us, and its settings in the forge. Blocks. */
public final class WebhookChecks {

  private static final Duration SOON = Duration.ofDays(14);

  private final Configuration.Source source;
  private final SecretReader secrets;
  private final InstantSource clock;
  private final @Nullable PublicPing ping;
  private final @Nullable RepositoryHooks forge;

  /** A time of the forge's clock, and of ours at that moment. */
  record ForgeTime(Instant ours, Instant theirs) {}

  /**
   * Checks of one source.
   *
   * @param publicUrl by which the forge reaches us; null when it is not known
   * @param forge where the webhook is in the forge; null when it is not called
   */
  public WebhookChecks(
      Configuration.Source source,
      SecretReader secrets,
      InstantSource clock,
      @Nullable String publicUrl,
      @Nullable RepositoryHooks forge) {
    this.source = source;
    this.secrets = secrets;
    this.clock = clock;
    this.ping = publicUrl == null ? null : new PublicPing(publicUrl, clock);
    this.forge = forge;
  }

  /** Makes the checks; the forge's clock, or null when none was seen. */
  @Nullable ForgeTime check(Findings findings) {
    var first = secrets(findings);
    ping(findings, first.orElse(null));
    if (forge == null) {
      findings.skipped("forge-api", "No 'forge-api' is configured");
      findings.skipped("hook", "The forge is not asked");
      return null;
    }
    var time = api(findings, forge);
    hook(findings, forge);
    return time;
  }

  private Optional<Secret> secrets(Findings findings) {
    var webhook = source.webhook();
    if (webhook.secrets().isEmpty()) {
      findings.warning(
          "secrets",
          "Deliveries need no proof",
          "Add a secret under 'webhook.secrets', here and in the forge");
      return Optional.empty();
    }
    var now = clock.instant();
    var live =
        webhook.secrets().stream()
            .filter(it -> it.isLive(now))
            .flatMap(it -> secrets.read(it.place()).stream())
            .findFirst();
    for (var each : webhook.secrets()) {
      var secret = secrets.read(each.place());
      if (secret.isEmpty()) {
        findings.failed(
            "secrets", "A webhook secret cannot be read", SourceDiagnosis.whereIs(each.place()));
        return live;
      }
      var flaw = ForgeReaders.flaw(webhook.forge(), secret.get());
      if (flaw.isPresent()) {
        findings.failed(
            "secrets", "A webhook secret cannot be used: " + flaw.get(), "Write the forge's whole");
        return live;
      }
    }
    times(findings, now);
    return live;
  }

  private void times(Findings findings, Instant now) {
    var all = source.webhook().secrets();
    var lapses = all.stream().filter(it -> !it.isLive(now)).map(it -> lapse(it, now)).toList();
    var text = String.join("; ", lapses);
    if (lapses.size() == all.size()) {
      findings.failed(
          "secrets",
          "No webhook secret is accepted now: " + text,
          "Add one, or correct 'not-before' and 'not-after'");
    } else if (all.stream().anyMatch(it -> it.isOver(now))) {
      findings.warning(
          "secrets",
          "%d of %d are accepted: %s".formatted(all.size() - lapses.size(), all.size(), text),
          "Remove from 'webhook.secrets' what is over");
    } else {
      var more = lapses.isEmpty() ? "" : "; " + text;
      findings.ok("secrets", "All %d can be read%s".formatted(all.size(), more));
    }
  }

  private static String lapse(WebhookSecret secret, Instant now) {
    var place = SecretReader.describe(secret.place());
    return secret.isOver(now)
        ? "the one in %s is over since %s".formatted(place, secret.notAfter())
        : "the one in %s is not valid before %s".formatted(place, secret.notBefore());
  }

  private void ping(Findings findings, @Nullable Secret secret) {
    if (ping == null) {
      findings.skipped("ping", "No 'public-url' is configured");
      return;
    }
    var problem = ping.send(source.id(), source.webhook().forge(), secret);
    if (problem.isEmpty()) {
      findings.ok("ping", "A proved ping to %s arrived".formatted(ping.address(source.id())));
    } else {
      findings.failed(
          "ping",
          "A ping to %s did not arrive. %s".formatted(ping.address(source.id()), problem.get()),
          "Let the address lead to this daemon, also through proxies");
    }
  }

  private @Nullable ForgeTime api(Findings findings, RepositoryHooks hooks) {
    return switch (hooks.repository()) {
      case Told.Nothing(_, var reason) -> {
        findings.failed(
            "forge-api", reason, "Check 'url', 'token' and 'repository' of 'forge-api'");
        yield null;
      }
      case Told.Value(_, var headers) -> {
        expiry(findings, hooks.expiry(headers));
        yield time(headers);
      }
    };
  }

  private @Nullable ForgeTime time(HttpHeaders headers) {
    var now = clock.instant();
    try {
      return headers
          .firstValue("Date")
          .map(it -> ZonedDateTime.parse(it, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(it -> new ForgeTime(now, it))
          .orElse(null);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private void expiry(Findings findings, Optional<Instant> expires) {
    if (expires.isEmpty()) {
      findings.ok("forge-api", "It answers; when the token expires is not known");
    } else if (expires.get().isBefore(clock.instant().plus(SOON))) {
      findings.warning(
          "forge-api",
          "It answers; the token expires at %s".formatted(expires.get()),
          "Make a new token, and write it over the old one");
    } else {
      findings.ok("forge-api", "It answers; the token expires at %s".formatted(expires.get()));
    }
  }

  private void hook(Findings findings, RepositoryHooks hooks) {
    switch (hooks.seen()) {
      case Told.Nothing(var isHidden, var reason) ->
          findings.skipped(
              "hook", isHidden ? "The token may not see webhooks: %s".formatted(reason) : reason);
      case Told.Value(var hook, _) ->
          hook.ifPresentOrElse(
              it -> hook(findings, it),
              () ->
                  findings.failed(
                      "hook",
                      "No webhook of the repository leads to /hooks/%s".formatted(source.id()),
                      "Add one: see the page on forges"));
    }
  }

  private static void hook(Findings findings, HookForm.Seen hook) {
    if (!hook.isActive() && hook.trouble().isEmpty()) {
      findings.failed("hook", "The webhook is turned off", "Turn it on in the forge");
    } else if (!hook.isActive()) {
      findings.failed(
          "hook",
          hook.trouble(),
          "Mend what failed (see the webhook's deliveries in the forge), then send a test from"
              + " there, or turn it on");
    } else if (!hook.isForPushes()) {
      findings.failed(
          "hook", "The webhook is not subscribed to pushes", "Subscribe it to push events");
    } else if (!hook.trouble().isEmpty()) {
      findings.warning(
          "hook",
          hook.trouble(),
          "See 'trueup deliveries', and the webhook's list of deliveries in the forge");
    } else if (hook.isInsecure()) {
      findings.warning(
          "hook", "The webhook does not verify our certificate", "Enable SSL verification");
    } else {
      var unknown =
          hook.missing().isEmpty()
              ? ""
              : "; without the event '%s' it is not known who merged".formatted(hook.missing());
      findings.ok("hook", "The webhook is on, and subscribed to pushes" + unknown);
    }
  }
}
