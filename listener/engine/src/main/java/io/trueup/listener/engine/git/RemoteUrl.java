package io.trueup.listener.engine.git;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a repository, of an allowed kind. It never holds a password.
 *
 * @param value as it was written
 */
record RemoteUrl(String value, Scheme scheme) {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
  private static final Pattern HOST_AND_PATH =
      Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9_.-]*:(?!//)[^-:].*");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** A user, a host and a port; Java's own parser refuses a host with an underscore. */
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:(.*)@)?(?:[A-Za-z0-9][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

  enum Scheme {
    HTTP,
    SSH,
    FILE
  }

  /** A URL is of another form. */
  static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RemoteFlaw flaw;

    RefusedException(RemoteFlaw flaw) {
      super(flaw.what());
      this.flaw = flaw;
    }

    RemoteFlaw flaw() {
      return flaw;
    }
  }

  /**
   * Reads a URL.
   *
   * @throws RefusedException when it is of another form
   */
  static RemoteUrl parse(String text) {
    if (text.isBlank() || text.startsWith("-") || text.chars().anyMatch(c -> c < ' ')) {
      throw refused("It is empty, begins with a hyphen, or holds a control character");
    }
    var scheme = SCHEME.matcher(text);
    if (scheme.matches()) {
      return withScheme(text, scheme.group(1).toLowerCase(Locale.ROOT));
    }
    if (text.contains("::")) {
      throw refused("It names a transport helper, which would be a program to run");
    }
    if (HOST_AND_PATH.matcher(text).matches()) {
      return new RemoteUrl(text, Scheme.SSH);
    }
    if (text.contains("@") && text.contains(":")) {
      throw refused("Its user, host or path has an unusual form");
    }
    return new RemoteUrl(Path.of(text).toAbsolutePath().normalize().toString(), Scheme.FILE);
  }

  private static RemoteUrl withScheme(String text, String scheme) {
    var uri = uri(text);
    return switch (scheme) {
      case "http", "https" -> {
        if (user(uri) != null) {
          throw refused("It holds a user; give credentials as a secret of their own");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
          throw refused("It has a query or a fragment, in which tokens are given away");
        }
        yield new RemoteUrl(text, Scheme.HTTP);
      }
      case "ssh" -> {
        var user = user(uri);
        if (user != null && !USER.matcher(user).matches()) {
          throw refused("It holds a password or an unusual user; keys are named beside the URL");
        }
        if (uri.getRawPath().startsWith("/-")) {
          throw refused("Its path begins with a hyphen");
        }
        yield new RemoteUrl(text, Scheme.SSH);
      }
      case "file" -> new RemoteUrl(text, Scheme.FILE);
      default -> throw refused("The scheme '%s' is not allowed".formatted(scheme));
    };
  }

  /** The user to log in as; null when the URL names none. */
  private static @Nullable String user(URI uri) {
    var authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
    if (!authority.matches()) {
      throw refused("It names no proper host");
    }
    return authority.group(1);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      // Keep the text out of the message: it may hold a password.
      throw refused("It is not a well-formed URL");
    }
  }

  private static RefusedException refused(String why) {
    return new RefusedException(
        new RemoteFlaw(
            "Cannot use the URL of the repository. %s".formatted(why),
            "Write https://host/path, ssh://user@host/path, user@host:path, or the path of a local"
                + " repository"));
  }

  @Override
  public String toString() {
    return value;
  }
}
