package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.view.HookView;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks everything that must work for merges of a source to be noticed at once, and says for each
 * part what to do. Changes nothing, apart from a ping that is recorded as ignored. Blocks.
 */
public final class SourceDiagnosis {

  private static final Duration SKEW = Duration.ofSeconds(30);

  private final Configuration.Source source;
  private final Remote remote;
  private final SecretReader secrets;
  private final InstantSource clock;
  private final WebhookChecks webhook;

  /** The followed repository. Methods throw {@link GitException} when it cannot be read. */
  public interface Remote {

    RemoteHead head();

    /** Whether a fetched commit has the folder of the model. */
    boolean hasModelRoot(CommitId commit);
  }

  /** Checks of one source, which are made when they are asked for. */
  public SourceDiagnosis(
      Configuration.Source source,
      Remote remote,
      SecretReader secrets,
      InstantSource clock,
      WebhookChecks webhook) {
    this.source = source;
    this.remote = remote;
    this.secrets = secrets;
    this.clock = clock;
    this.webhook = webhook;
  }

  /** Makes all checks. */
  public SourceCheckView check(SourceState state, StateStore store) {
    var findings = new Findings();
    credentials(findings);
    var head = repository(findings);
    modelRoot(findings, state, head);
    var forgeTime = webhook.check(findings);
    deliveries(findings, store);
    clocks(findings, store.now(), forgeTime);
    return SourceCheckView.of(source.id().value(), clock.instant(), findings.rows());
  }

  /**
   * Checks what deliveries need that the daemon cannot notice by itself: secrets, the way through
   * the public address, the forge's webhook, and clocks.
   */
  List<CheckView> deliveryPath(StateStore store) {
    var findings = new Findings();
    var forgeTime = webhook.check(findings);
    clocks(findings, store.now(), forgeTime);
    return findings.rows();
  }

  private void credentials(Findings findings) {
    switch (source.authentication()) {
      case Authentication.None() -> findings.ok("credentials", "None are configured");
      case Authentication.Token(_, var token) -> {
        if (secrets.read(token).isPresent()) {
          findings.ok("credentials", "The token can be read; when it expires is not known");
        } else {
          findings.failed("credentials", "The token cannot be read", whereIs(token));
        }
      }
      case Authentication.SshKey(var key, var knownHosts) -> {
        for (var file : new Path[] {key, knownHosts}) {
          if (!Files.isReadable(file)) {
            findings.failed(
                "credentials",
                "The file %s cannot be read".formatted(file),
                "Let the daemon's user read it");
            return;
          }
        }
        findings.ok("credentials", "The key and the known hosts can be read");
      }
    }
  }

  static String whereIs(SecretReference reference) {
    return "It is expected in %s".formatted(SecretReader.describe(reference));
  }

  private @Nullable CommitId repository(Findings findings) {
    try {
      return switch (remote.head()) {
        case RemoteHead.At(var commit) -> {
          findings.ok("repository", "It answers");
          findings.ok("branch", "'%s' is at %s".formatted(source.branch(), commit.abbreviated()));
          yield commit;
        }
        case RemoteHead.Missing() -> {
          findings.ok("repository", "It answers");
          findings.failed(
              "branch",
              "There is no branch '%s'".formatted(source.branch()),
              "Push it, or name another under 'branch'");
          yield null;
        }
        case RemoteHead.Empty() -> {
          findings.ok("repository", "It answers");
          findings.failed("branch", "The repository is empty", "Push the branch");
          yield null;
        }
      };
    } catch (GitException e) {
      findings.failed(
          "repository",
          String.valueOf(e.getMessage()),
          "Check its address and credentials, and that this machine reaches it");
      findings.skipped("branch", "The repository does not answer");
      return null;
    }
  }

  private void modelRoot(Findings findings, SourceState state, @Nullable CommitId head) {
    var root = source.modelRoot().isEmpty() ? "the root" : "'%s'".formatted(source.modelRoot());
    if (head == null || !head.equals(state.head())) {
      findings.skipped("model-root", "The head is not fetched yet");
      return;
    }
    try {
      if (remote.hasModelRoot(head)) {
        findings.ok("model-root", "The commit has the folder %s".formatted(root));
      } else {
        findings.failed(
            "model-root",
            "Commit %s has no folder %s".formatted(head.abbreviated(), root),
            "Name the folder of the model's files under 'model-root'");
      }
    } catch (GitException e) {
      findings.skipped("model-root", String.valueOf(e.getMessage()));
    }
  }

  private void deliveries(Findings findings, StateStore store) {
    var arrivals = store.deliveries().arrivals().get(source.id());
    if (arrivals == null || arrivals.newest() == null) {
      findings.warning(
          "deliveries",
          "No delivery has ever announced a merge",
          "Set up the webhook, or leave it: polling finds each merge within 'poll-every'");
      return;
    }
    var problem = HookView.of(source.id(), arrivals, store.now()).problem();
    if (problem == null) {
      findings.ok("deliveries", "The last one came at %s".formatted(arrivals.newest()));
    } else {
      findings.warning(
          "deliveries",
          problem.substring(0, problem.indexOf(';')),
          "See the checks above, and the webhook's list of deliveries in the forge");
    }
  }

  private void clocks(Findings findings, Instant stored, WebhookChecks.@Nullable ForgeTime forge) {
    var now = clock.instant();
    skew(findings, "the state database's", Duration.between(now, stored));
    if (forge != null) {
      skew(findings, "the forge's", Duration.between(forge.ours(), forge.theirs()));
    }
  }

  private static void skew(Findings findings, String whose, Duration skew) {
    var seconds = skew.abs().toSeconds();
    if (skew.abs().compareTo(SKEW) <= 0) {
      findings.ok("clock", "It agrees with %s to within %d seconds".formatted(whose, seconds + 1));
    } else {
      findings.warning(
          "clock",
          "This machine's clock is %d seconds %s %s"
              .formatted(seconds, skew.isNegative() ? "ahead of" : "behind", whose),
          "Synchronize the clocks: tokens and signatures expire by them");
    }
  }
}
