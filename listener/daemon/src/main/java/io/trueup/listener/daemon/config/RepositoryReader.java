package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.engine.git.RemoteFlaw;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.statestore.SourceId;
import java.util.Optional;

/** Reads which repository and branch a source is, and refuses what could never be followed. */
final class RepositoryReader {

  private static final String RULE = "configuration.repository";

  private final FieldReader source;
  private final SourceId id;
  private final String url;

  private RepositoryReader(FieldReader source, SourceId id) {
    this.source = source;
    this.id = id;
    this.url = source.text("repository");
  }

  /** Reads the address and the branch; how to log in was read before. */
  static Repository read(FieldReader source, SourceId id, Authentication authentication) {
    var reader = new RepositoryReader(source, id);
    return new Repository(reader.url(authentication), reader.branch());
  }

  /** What is followed. */
  record Repository(String url, String branch) {}

  private String url(Authentication authentication) {
    if (url.isEmpty()) {
      return url; // reported already
    }
    var flaw = RemoteFlaw.ofUrl(url);
    report("repository", flaw);
    if (flaw.isEmpty() && isLoginReadable(authentication)) {
      var login = ConfiguredRemotes.authentication(authentication, new SecretReader(_ -> null));
      report(hasLogin() ? "authentication" : "repository", RemoteFlaw.ofLogin(url, login));
    }
    return url;
  }

  private boolean hasLogin() {
    return source.take("authentication") != null;
  }

  /** One that could not be read was reported already. */
  private boolean isLoginReadable(Authentication authentication) {
    return !(hasLogin() && authentication instanceof Authentication.None);
  }

  private String branch() {
    var branch = source.text("branch");
    if (!branch.isEmpty()) {
      report("branch", RemoteFlaw.ofBranch(branch));
    }
    return branch;
  }

  private void report(String field, Optional<RemoteFlaw> flaw) {
    var at = source.take(field);
    if (at != null && flaw.isPresent()) {
      source.problem(
          at, RULE, "Source '%s': %s".formatted(id, flaw.get().what()), flaw.get().remedy());
    }
  }
}
