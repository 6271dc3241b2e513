package io.trueup.listener.engine.git;

import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Sends the token to its host, and to no other. */
final class TokenCredentials extends CredentialsProvider {

  private final GitAuthentication.Token token;
  private final String host;
  private volatile String last = "";

  TokenCredentials(GitAuthentication.Token token, String host) {
    this.token = token;
    this.host = host;
  }

  /** Removes the token from a text that a remote may have put it into. */
  String redact(String text) {
    return last.isEmpty() ? text : text.replace(last, "***");
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (var item : items) {
      if (!(item instanceof CredentialItem.Username || item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(@Nullable URIish uri, CredentialItem... items) {
    if (uri == null || !host.equalsIgnoreCase(uri.getHost()) || !supports(items)) {
      return false;
    }
    last = token.token().get().value();
    for (var item : items) {
      switch (item) {
        case CredentialItem.Username user -> user.setValue(token.user());
        case CredentialItem.Password password -> password.setValue(last.toCharArray());
        default -> throw new IllegalStateException("supports() let %s pass".formatted(item));
      }
    }
    return true;
  }
}
