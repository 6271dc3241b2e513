package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.daemon.view.AuditChainView;
import io.trueup.listener.daemon.view.AuditChainView.LinkView;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.AuditVerification.Misfit;
import java.util.List;
import java.util.Optional;

/** The chain of a daemon, read page by page. */
record RemoteAuditChain(ApiClient client) {

  private static final int PAGE = 1000;

  private AuditChainView page(long after, int limit) {
    return client
        .get(ApiClient.path("audit", "chain") + "?after=%d&limit=%d".formatted(after, limit))
        .as(AuditChainView.class);
  }

  /** The link at a position, as a head. */
  Head at(long position) {
    var page = page(Math.max(position - 1, 0), 1);
    var start = page.start().head();
    if (position == start.position()) {
      return start;
    }
    if (position < start.position()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "The chain begins after position %d: older entries were removed. Export without --after"
              .formatted(start.position()));
    }
    if (page.links().isEmpty() || page.links().getFirst().position() != position) {
      throw new CommandException(
          ExitCode.NOT_FOUND, "The chain has no position %d".formatted(position));
    }
    return new Head(position, page.links().getFirst().digest());
  }

  /** Checks one link. */
  interface LinkCheck {
    Optional<Misfit> take(LinkView link);
  }

  /**
   * Reads every link after a head, up to the head that the first page reported.
   *
   * @return with the misfit that the check found, if there is one
   */
  AuditVerificationResult from(Head start, LinkCheck step) {
    var page = page(start.position(), PAGE);
    var head = page.head().head();
    var reached = start.position();
    var digest = "";
    while (true) {
      for (var link : page.links()) {
        if (link.position() > head.position()) {
          return new AuditVerificationResult(start, head, Optional.empty());
        }
        var misfit = step.take(link);
        reached = link.position();
        digest = link.digest();
        if (misfit.isPresent()) {
          return new AuditVerificationResult(start, new Head(reached, digest), misfit);
        }
      }
      if (page.links().size() < PAGE) {
        return new AuditVerificationResult(start, head, Optional.empty());
      }
      page = page(reached, PAGE);
    }
  }

  /** Where the chain begins. */
  Head start() {
    return page(0, 1).start().head();
  }

  AuditVerificationResult verify(List<Head> expected) {
    var start = start();
    var result = verify(start, expected);
    // Old entries may be removed meanwhile.
    return result.misfit().isPresent() && !start().equals(start)
        ? verify(start(), expected)
        : result;
  }

  private AuditVerificationResult verify(Head start, List<Head> expected) {
    var verification = AuditVerification.ofChain(start, expected);
    var begun = verification.begin();
    if (begun.isPresent()) {
      return new AuditVerificationResult(start, start, begun);
    }
    var result = from(start, link -> verification.next(link.link()));
    return result.misfit().isPresent()
        ? result
        : new AuditVerificationResult(start, result.reached(), verification.end(result.reached()));
  }
}
